import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';

const SCALARS: Readonly<Record<string, string>> = {
  Boolean: 'true',
  DateTime: '"2030-01-01T00:00:00Z"',
  Decimal: '"1"',
  Float: '1',
  Int: '1',
  JSON: '{}',
  LocalDate: '"2026-03-01"',
  SafeInt: '1',
};

/** A field with every required argument filled in with something of its type, as query text. */
export function sampleField(field: GraphQLField<unknown, unknown>): string {
  const args = field.args.filter(isRequiredArgument).map(sampleArgument);
  const list = args.length === 0 ? '' : `(${args.join(', ')})`;
  const selection = isLeafType(getNamedType(field.type)) ? '' : ' { __typename }';
  return `${field.name}${list}${selection}`;
}

function sampleArgument({ name, type }: GraphQLArgument): string {
  return `${name}: ${sampleValue(type)}`;
}

export function sampleValue(type: GraphQLInputType): string {
  if (isNonNullType(type)) return sampleValue(type.ofType);
  if (isListType(type)) return '[]';
  if (isEnumType(type)) return type.getValues()[0]?.name ?? 'null';
  if (!isInputObjectType(type)) return SCALARS[type.name] ?? '"sample"';
  const fields = Object.values(type.getFields()).filter(isRequiredInputField);
  return `{ ${fields.map((field) => `${field.name}: ${sampleValue(field.type)}`).join(', ')} }`;
}

import {
  type GraphQLArgument,
  type GraphQLField,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

export interface LeafQuery {
  /** Such as `spendEvents.nodes.apiKey.alias`. */
  readonly path: string;
  readonly text: string;
}

type Field = GraphQLField<unknown, unknown>;
/** What to give for a required argument: one query for each. */
export type ArgumentValues = (argument: GraphQLArgument) => readonly string[];

const DEEPEST = 4;
/** `edges` holds what `nodes` holds. */
const TWICE: ReadonlySet<string> = new Set(['edges', 'pageInfo']);

/** One query for each way from a root field down to a single leaf: a refusal hides nothing but itself. */
export function leafQueries(root: Field, values: ArgumentValues): LeafQuery[] {
  return pathsFrom(root, []).flatMap((path) =>
    combinations(root.args.filter(isRequiredArgument), values).map((args) => ({
      path: path.join('.'),
      text: path.reduceRight(
        (inner, name, i) => `${name}${i === 0 ? args : ''}${inner === '' ? '' : ` { ${inner} }`}`,
        '',
      ),
    })),
  );
}

/** Types are entered once on each way, so that circles end. */
function pathsFrom(field: Field, entered: readonly string[]): string[][] {
  const type = getNamedType(field.type);
  if (isLeafType(type)) return [[field.name]];
  if (isInterfaceType(type)) return [[field.name, 'id']];
  if (!isObjectType(type) || entered.includes(type.name) || entered.length === DEEPEST) return [];
  return Object.values(type.getFields())
    .filter((inner) => !inner.args.some(isRequiredArgument) && !TWICE.has(inner.name))
    .flatMap((inner) => pathsFrom(inner, [...entered, type.name]))
    .map((path) => [field.name, ...path]);
}

function combinations(args: readonly GraphQLArgument[], values: ArgumentValues): string[] {
  const lists = args.reduce<string[][]>(
    (lists_, argument) =>
      lists_.flatMap((list) =>
        values(argument).map((value) => [...list, `${argument.name}: ${value}`]),
      ),
    [[]],
  );
  return lists.map((list) => (list.length === 0 ? '' : `(${list.join(', ')})`));
}

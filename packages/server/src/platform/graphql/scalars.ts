import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTimeISO, GraphQLJSON, GraphQLLocalDate, GraphQLSafeInt } from 'graphql-scalars';

export const DateTime = renamed(
  GraphQLDateTimeISO,
  'DateTime',
  'An instant: RFC 3339 in UTC with milliseconds.',
);

const anyLocalDate = renamed(
  GraphQLLocalDate,
  'LocalDate',
  'A calendar day, YYYY-MM-DD, in the reporting time zone.',
);

export const LocalDate = new GraphQLScalarType({
  ...anyLocalDate.toConfig(),
  parseValue: (value) => afterYear0(anyLocalDate.parseValue(value)),
  parseLiteral: (node, variables) => afterYear0(anyLocalDate.parseLiteral(node, variables)),
});

export const Json = renamed(GraphQLJSON, 'JSON', 'Any value of JSON.');

export const SafeInt = renamed(
  GraphQLSafeInt,
  'SafeInt',
  'A whole number of up to 53 bits (token and call counts).',
);

const PLAIN_DECIMAL = /^-?\d+(\.\d+)?$/;

export const Decimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'A base-10 number as a string, such as "0.000123". Never a float.',
  serialize: readDecimal,
  parseValue: readDecimal,
  parseLiteral: (node) => readDecimal(node.kind === Kind.STRING ? node.value : null),
});

function readDecimal(value: unknown): string {
  if (typeof value === 'string' && PLAIN_DECIMAL.test(value)) return value;
  throw new GraphQLError(`Decimal must be plain decimal text, not ${JSON.stringify(value)}`);
}

/** PostgreSQL has no year 0. */
function afterYear0(day: string): string {
  if (!day.startsWith('0000')) return day;
  throw new GraphQLError(`LocalDate begins with the year 0001, not ${day}`);
}

function renamed<I, E>(
  scalar: GraphQLScalarType<I, E>,
  name: string,
  description: string,
): GraphQLScalarType<I, E> {
  const { specifiedByURL: _, ...config } = scalar.toConfig();
  return new GraphQLScalarType<I, E>({ ...config, name, description });
}

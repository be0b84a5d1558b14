import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { fieldsOf } from '../../src/platform/graphql/index.ts';

/** Some leaves of one root field, in one query. */
export interface LeafQuery {
  /** Such as `spendEvents.nodes.apiKey.alias`. */
  readonly paths: readonly string[];
  readonly text: string;
}

type Field = GraphQLField<unknown, unknown>;
/** What to give for an argument that is required, or the size of a page: one query for each. */
export type ArgumentValues = (argument: GraphQLArgument) => readonly string[];

const DEEPEST = 4;
/** As many as stay within the limits of one operation. */
const LEAVES_AT_ONCE = 40;
/** Of lists below the root: pages multiply what an operation costs. */
const INNER_PAGE = '(first: 5)';
/** `edges` holds what `nodes` holds. */
const TWICE: ReadonlySet<string> = new Set(['edges', 'pageInfo']);

/**
 * Every way from a root field down to a leaf, in as few queries as the limits allow. Ask a schema
 * whose fields are all nullable: there a refusal hides nothing but itself.
 */
export function leafQueries(root: Field, values: ArgumentValues): LeafQuery[] {
  const paths = pathsFrom(root, []);
  return combinations(root.args.filter(isGiven), values).flatMap((args) =>
    chunksOf(paths).map((chunk) => ({
      paths: chunk.map((path) => path.join('.').replaceAll(INNER_PAGE, '')),
      text: `${root.name}${args}${selectionOf(chunk.map(([, ...below]) => below))}`,
    })),
  );
}

function isGiven(argument: GraphQLArgument): boolean {
  return isRequiredArgument(argument) || argument.name === 'first';
}

/** Makes every field of a schema nullable, as it stands. */
export function makeNullable(schema: GraphQLSchema): void {
  for (const { field } of fieldsOf(schema)) field.type = getNullableType(field.type);
}

/** What an answer has at a path, of every element of the lists on the way. */
export function valuesAt(answer: unknown, path: string): unknown[] {
  return path
    .split('.')
    .reduce<unknown[]>(
      (found, name) =>
        found.flatMap((each) => (isRecord(each) ? [each[name]] : [])).flat(1) as unknown[],
      [answer],
    );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Types are entered once on each way, so that circles end. */
function pathsFrom(field: Field, entered: readonly string[]): string[][] {
  const type = getNamedType(field.type);
  if (isLeafType(type)) return [[field.name]];
  if (isInterfaceType(type)) return [[field.name, 'id']];
  if (!isObjectType(type) || entered.includes(type.name) || entered.length === DEEPEST) return [];
  return Object.values(type.getFields())
    .filter((inner) => !inner.args.some(isRequiredArgument) && !TWICE.has(inner.name))
    .flatMap((inner) => pathsFrom(inner, [...entered, type.name]).map(withPage(inner)))
    .map((path) => [field.name, ...path]);
}

function withPage({ name, args }: Field): (path: string[]) => string[] {
  const page = args.some((argument) => argument.name === 'first') ? INNER_PAGE : '';
  return ([, ...below]) => [`${name}${page}`, ...below];
}

function selectionOf(paths: readonly (readonly string[])[]): string {
  const below = Map.groupBy(
    paths.filter((path) => path.length > 0),
    ([name = '']) => name,
  );
  if (below.size === 0) return '';
  const fields = [...below].map(
    ([name, inner]) => `${name}${selectionOf(inner.map(([, ...rest]) => rest))}`,
  );
  return ` { ${fields.join(' ')} }`;
}

function chunksOf<T>(list: readonly T[]): T[][] {
  const count = Math.ceil(list.length / LEAVES_AT_ONCE);
  return Array.from({ length: count }, (_, i) =>
    list.slice(i * LEAVES_AT_ONCE, (i + 1) * LEAVES_AT_ONCE),
  );
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

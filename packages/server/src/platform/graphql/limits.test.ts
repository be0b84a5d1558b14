import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { costOf, LIMIT_RULES } from './limits.ts';

const schema = buildSchema(`
  type Query { node: Node page(first: Int! = 50): [Node!]! }
  type Node { id: ID! node: Node page(first: Int!): [Node!]! }
`);

function problems(query: string): string[] {
  return validate(schema, parse(query), [...LIMIT_RULES]).map((error) => error.message);
}

function nested(depth: number): string {
  return `${'{ node '.repeat(depth - 1)}{ id }${' }'.repeat(depth - 1)}`;
}

describe('depth', () => {
  test('ten levels are answered, eleven are not', () => {
    expect(problems(nested(10))).toEqual([]);
    expect(problems(nested(11))).toEqual(['An operation may be 10 levels deep']);
  });

  test('fragments do not hide depth, and cycles do not hang', () => {
    const deep = `query { ...a } fragment a on Query { node { ...b } } fragment b on Node ${nested(10)}`;
    expect(problems(deep)).toEqual(['An operation may be 10 levels deep']);
    expect(problems('query { node { ...a } } fragment a on Node { node { ...a } }')).toEqual([]);
  });

  test('of fragments that spread the next one twice is read as fast as of those that do once', () => {
    const levels = Array.from(
      { length: 100 },
      (_, i) => `fragment f${i} on Node { ...f${i + 1} ...f${i + 1} }`,
    );
    const query = (last: string) =>
      `{ node { ...f0 } } ${levels.join(' ')} fragment f100 on Node ${last}`;
    expect(problems(query(nested(9)))).toEqual([]);
    expect(problems(query(nested(10)))).toEqual(['An operation may be 10 levels deep']);
  });
});

test('more than twenty aliases are refused', () => {
  const aliases = (count: number) =>
    `{ ${Array.from({ length: count }, (_, i) => `a${i}: node { id }`).join(' ')} }`;
  expect(problems(aliases(20))).toEqual([]);
  expect(problems(aliases(21))).toEqual(['An operation may have 20 aliases']);
});

describe('cost', () => {
  const cost =
    (query: string, variables = {}) =>
    () =>
      costOf({ schema, document: parse(query), variables });

  test('is what pages hold when multiplied out', () => {
    expect(cost('{ page(first: 100) { id } }')()).toEqual({ requested: 101, limit: 10_000 });
    expect(cost('{ page(first: 100) { page(first: 100) { id } } }')).toThrow(/costs/);
  });

  test('counts variables and defaults', () => {
    const query = 'query ($n: Int!) { page { page(first: $n) { page(first: 10) { id } } } }';
    expect(cost(query, { n: 2 })).not.toThrow();
    expect(cost(query, { n: 100 })).toThrow(/costs/);
  });

  test('a negative page does not make the rest free', () => {
    expect(
      cost(
        '{ page(first: -1000000) { id } node { page(first: 100) { page(first: 100) { id } } } }',
      ),
    ).toThrow();
  });
});

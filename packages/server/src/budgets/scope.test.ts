import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DIMENSIONS, dimensionsOf, isScope, parseScopeKey, type Scope, scopeKey } from './scope.ts';

const value = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => isScope({ tag: text }));
const anyScope: fc.Arbitrary<Scope> = fc.dictionary(fc.constantFrom(...DIMENSIONS), value);

describe('a scope', () => {
  test.each<[Scope, string]>([
    [{}, 'global'],
    [{ customer: 'acme' }, 'customer=acme'],
    [{ model: 'openai/gpt-4o', customer: 'a&b=c' }, 'customer=a%26b%3Dc&model=openai%2Fgpt-4o'],
    [{ userId: 'u', teamId: 't' }, 'teamId=t&userId=u'],
  ])('%j is written %s', (scope, key) => {
    expect(scopeKey(scope)).toBe(key);
    expect(parseScopeKey(key)).toEqual(scope);
  });

  test('equal scopes have equal keys, others do not, and every key reads back', () => {
    fc.assert(
      fc.property(anyScope, anyScope, (a, b) => {
        const reversed = Object.fromEntries(Object.entries(a).reverse());
        expect(scopeKey(reversed)).toBe(scopeKey(a));
        expect(parseScopeKey(scopeKey(a))).toEqual(a);
        const same = dimensionsOf(a).every((each) => a[each] === b[each]);
        const equal = same && dimensionsOf(a).length === dimensionsOf(b).length;
        expect(scopeKey(a) === scopeKey(b)).toBe(equal);
      }),
    );
  });

  test.each([
    '',
    'customer',
    'customer=',
    'nobody=x',
    'model=a&customer=b',
    'tag=a&tag=b',
    'customer=%E0%A4%A',
    'customer=a b',
    '__proto__=x',
  ])('%j is no key of a scope', (key) => {
    expect(parseScopeKey(key)).toBeNull();
  });
});

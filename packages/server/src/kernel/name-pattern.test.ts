import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NamePattern } from './name-pattern.ts';

describe('what each * stands for', () => {
  test.each([
    ['anthropic/*', 'anthropic/claude-x', ['claude-x']],
    ['anthropic/*', 'anthropic/', ['']],
    ['anthropic/*', 'anthropic', null],
    ['*', 'gpt-4o', ['gpt-4o']],
    ['*', '', ['']],
    ['gpt-4o', 'gpt-4o', []],
    ['gpt-4o', 'gpt-4o-mini', null],
    ['gpt-*', 'my-gpt-4o', null],
    ['*-mini', 'gpt-4o-mini', ['gpt-4o']],
    ['*-mini', 'gpt-4o-mini-2024', null],
    ['fo::*:static::*', 'fo::hi:static::there', ['hi', 'there']],
    ['fo::*:static::*', 'fo::a:static::b:static::c', ['a:static::b', 'c']],
    ['fo::*:static::*', 'fo:::static:', null],
    ['a*b*c', 'abc', ['', '']],
    ['a*b*c', 'abbc', ['b', '']],
    ['aa*aa', 'aaa', null],
    ['a*a*a', 'aa', null],
    ['*a', 'a', ['']],
    ['a.c*', 'abc', null],
    ['a**b', 'axyb', ['xy', '']],
  ])('%s in %s', (pattern, name, parts) => {
    expect(new NamePattern(pattern).match(name)).toEqual(parts);
  });

  const short = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 6 });
  const pattern = fc.array(short, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('*'));

  test('is what a greedy regular expression captures', () => {
    fc.assert(
      fc.property(pattern, fc.string({ unit: fc.constantFrom('a', 'b', '/') }), (text, name) => {
        const captured = new RegExp(`^${text.replaceAll('*', '(.*)')}$`).exec(name);
        expect(new NamePattern(text).match(name)).toEqual(captured?.slice(1) ?? null);
      }),
    );
  });

  test('makes the name again', () => {
    fc.assert(
      fc.property(pattern, short, short, short, (text, ...parts) => {
        const name = new NamePattern(text);
        const filled = name.fill(parts);
        expect(name.fill(name.match(filled) ?? [])).toBe(filled);
      }),
    );
  });

  test('is found in time that grows with the name, however many there are', () => {
    const many = new NamePattern(`${'*a'.repeat(5_000)}*b`);
    expect(many.match('a'.repeat(100_000))).toBeNull();
    expect(many.match(`${'a'.repeat(100_000)}b`)).toHaveLength(5_001);
  });
});

test('the more specific has the longer literal text, then fewer *', () => {
  const texts = ['*', 'openai/gpt-*', 'openai/*', 'g*t-*', 'gpt-*', '*/*'];
  const sorted = texts.map((text) => new NamePattern(text)).sort((a, b) => a.compare(b));
  expect(sorted.map(({ text }) => text)).toEqual([
    'openai/gpt-*',
    'openai/*',
    'gpt-*',
    'g*t-*',
    '*/*',
    '*',
  ]);
});

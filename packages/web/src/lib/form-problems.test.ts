import { expect, test } from 'vitest';
import { listOf, toFormProblems } from './form-problems.ts';

test('a problem stands at its field, the first one of each, and else above the form', () => {
  const problems = [
    { path: ['input', 'tags', '0'], message: 'too long' },
    { path: ['input', 'tags', '1'], message: 'too odd' },
    { path: ['idempotencyKey'], message: 'used before' },
    { path: [], message: 'nowhere' },
  ];
  expect(toFormProblems(problems, ['alias', 'tags'])).toEqual({
    tags: 'too long',
    form: 'used before',
  });
});

test('a field in a list is named with its place in it', () => {
  const problems = [
    { path: ['input', 'components', '1', 'amount'], message: 'no price' },
    { path: ['input', 'components'], message: 'too few' },
  ];
  expect(toFormProblems(problems, ['components.0.amount', 'components.1.amount'])).toEqual({
    'components.1.amount': 'no price',
    form: 'too few',
  });
});

test.each([
  ['', []],
  [' , ,', []],
  ['a', ['a']],
  [' a ,b,a', ['a', 'b']],
])('%j lists %j', (text, list) => {
  expect(listOf(text)).toEqual(list);
});

import { expect, test } from 'vitest';
import { periodWords } from './budget-words.ts';

test.each([
  ['monthly', 'a month'],
  ['total', 'in all'],
  ['30d', 'every 30 days'],
  ['1d', 'every day'],
  ['90m', 'every 90 minutes'],
  ['3mo', 'every 3 months'],
])('a budget of %s is one %s', (period, words) => {
  expect(periodWords(period)).toBe(words);
});

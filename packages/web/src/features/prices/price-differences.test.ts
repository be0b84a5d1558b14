import { expect, test } from 'vitest';
import { type Component, differencesOf, isSame } from './price-differences.ts';

const INPUT: Component = {
  kind: 'input',
  amount: '2.5',
  perUnits: 1_000_000,
  serviceTier: null,
  aboveInputTokens: null,
  minimumUnits: null,
};

test('a difference pairs the numbers for the same calls, and keeps what was added and dropped', () => {
  const dearer: Component = { ...INPUT, amount: '3' };
  const output: Component = { ...INPUT, kind: 'output', amount: '10' };
  const flex: Component = { ...INPUT, serviceTier: 'flex' };
  const found = differencesOf([INPUT, output], [dearer, flex]);
  expect(found.map(({ before, after }) => [before?.amount, after?.amount])).toEqual([
    ['2.5', '3'],
    [undefined, '2.5'],
    ['10', undefined],
  ]);
  expect(found.map(isSame)).toEqual([false, false, false]);
  expect(differencesOf([INPUT], [INPUT]).map(isSame)).toEqual([true]);
});

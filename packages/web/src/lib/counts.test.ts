import { expect, test, vi } from 'vitest';
import {
  formatCappedCount,
  formatDuration,
  formatShare,
  formatShortCount,
  plural,
} from './counts.ts';

vi.mock('./locale.ts', () => ({ pageLocale: 'en-US' }));

test('a count is whole until it is too long to read', () => {
  expect([0, 9_999, 12_345, 1_200_000].map(formatShortCount)).toEqual([
    '0',
    '9,999',
    '12.3K',
    '1.2M',
  ]);
});

test('a count that stopped says so', () => {
  expect(formatCappedCount({ value: 10_000, capped: true })).toBe('10,000+');
  expect(formatCappedCount({ value: 42, capped: false })).toBe('42');
});

test('a share of nothing is no share, and a small one is not nothing', () => {
  expect(formatShare(0, 0)).toBe('—');
  expect(formatShare(0, 10)).toBe('0%');
  expect(formatShare(1, 100_000)).toBe('<0.1%');
  expect(formatShare(1, 3)).toBe('33.3%');
});

test('durations and plurals', () => {
  expect(formatDuration(850)).toBe('850 ms');
  expect(formatDuration(12_340)).toBe('12.34 s');
  expect(plural(1, 'call')).toBe('1 call');
  expect(plural(2, 'call')).toBe('2 calls');
});

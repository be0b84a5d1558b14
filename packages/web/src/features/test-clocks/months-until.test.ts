import { expect, test } from 'vitest';
import { monthsUntil } from './months-until.ts';

test.each([
  ['2027-01-31T12:00:00.000Z', '2027-01-31T12:00:00.000Z', ['2027-01-31T12:00:00.000Z']],
  ['2027-01-31T12:00:00.000Z', '2027-02-01T00:00:00.000Z', ['2027-02-01T00:00:00.000Z']],
  [
    '2027-12-31T23:59:59.999Z',
    '2028-03-01T00:00:00.001Z',
    ...[
      [
        '2028-01-01T00:00:00.000Z',
        '2028-02-01T00:00:00.000Z',
        '2028-03-01T00:00:00.000Z',
        '2028-03-01T00:00:00.001Z',
      ],
    ],
  ],
  ['2027-05-05T00:00:00.000Z', '2027-04-01T00:00:00.000Z', ['2027-04-01T00:00:00.000Z']],
])(
  'from %s to %s a clock stops at the first of each month, and last where it is to come to',
  (from, to, stops) => {
    expect(monthsUntil(from, to)).toEqual(stops);
  },
);

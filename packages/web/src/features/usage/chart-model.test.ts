import { expect, test, vi } from 'vitest';
import { chartOf, partialBucketOf, type Sums, type UsageOverTime } from './chart-model.ts';

vi.mock('../../lib/locale.ts', () => ({ pageLocale: 'en-US' }));

// Days of Los Angeles around the end of daylight saving: the second one is 25 hours long.
const usage: UsageOverTime = {
  range: {
    firstDay: '2026-10-31',
    lastDay: '2026-11-02',
    endsAt: '2026-11-03T08:00:00.000Z',
    timeZone: 'America/Los_Angeles',
  },
  granularity: 'DAY',
  buckets: ['2026-10-31T07:00:00.000Z', '2026-11-01T07:00:00.000Z', '2026-11-02T08:00:00.000Z'],
  series: [{ key: 'gpt-4o', label: 'gpt-4o', isOther: false, values: ['1', '2', '0.5'] }],
  asOf: '2026-11-02T20:00:00.000Z',
};

const sums: Sums = { unit: { currency: 'USD' }, total: '3.5', byBucket: ['1', '2', '0.5'] };

test('days are named in the zone of the range, whatever the zone of the browser', () => {
  const chart = chartOf('Spend by model', usage, sums);
  expect(chart.buckets.map((bucket) => bucket.tick)).toEqual(['Oct 31', 'Nov 1', 'Nov 2']);
});

test('the caption says the total and the peak', () => {
  const { caption } = chartOf('Spend by model', usage, sums);
  expect(caption).toContain('$3.50 in total');
  expect(caption).toContain('most on Sun, Nov 1, 2026 ($2.00)');
  expect(caption).toContain('America/Los_Angeles');
});

test('the peak is that of the sums: calls with several tags are in several bands', () => {
  const { caption } = chartOf('Spend by tag', usage, { ...sums, byBucket: ['1', '0.5', '2'] });
  expect(caption).toContain('most on Mon, Nov 2, 2026 ($2.00)');
});

test.each([
  ['WEEK', 'Week from Sun, Nov 1, 2026', 'most in the week from Sun, Nov 1, 2026 ($2.00)'],
  ['MONTH', 'Nov 2026', 'most in Nov 2026 ($2.00)'],
] as const)('a %s is never taken for the day it begins with', (granularity, title, peak) => {
  const { caption, buckets } = chartOf('Spend by model', { ...usage, granularity }, sums);
  expect(buckets[1]?.title).toBe(title);
  expect(caption).toContain(peak);
});

test('sums of another moment with other buckets are not shown', () => {
  const chart = chartOf('Spend by model', usage, { ...sums, byBucket: ['1', '2'] });
  expect(chart.buckets.map((bucket) => bucket.total)).toEqual([null, null, null]);
});

test.each([
  ['2026-11-02T20:00:00.000Z', 2],
  ['2026-11-01T07:00:00.000Z', 1],
  ['2026-11-03T08:00:00.000Z', null],
  ['2026-10-01T00:00:00.000Z', null],
])('at %s the bucket still filling up is %s', (asOf, bucket) => {
  expect(partialBucketOf({ ...usage, asOf })).toBe(bucket);
});

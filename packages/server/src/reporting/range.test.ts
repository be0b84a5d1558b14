import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/testkit/fake-clock.ts';
import { type Buckets, bucketsOf } from './buckets.ts';
import { createRangeResolver, type Range, type RangePreset, type RangeRequest } from './range.ts';

function resolve(request: RangeRequest, now = '2026-03-01T12:00:00Z', timeZone = 'UTC'): Range {
  const range = createRangeResolver({ clock: new FakeClock(now), timeZone })(request);
  if (!range.ok) throw new Error(range.error);
  return range.value;
}

function cutOf(range: Range): Buckets {
  const buckets = bucketsOf(range);
  if (!buckets.ok) throw new Error(buckets.error);
  return buckets.value;
}

function refusal(request: RangeRequest): string | null {
  const range = createRangeResolver({
    clock: new FakeClock('2026-03-01T12:00:00Z'),
    timeZone: 'UTC',
  });
  const answer = range(request);
  return answer.ok ? null : answer.error;
}

describe('presets are whole days of the reporting time zone', () => {
  test.each<[RangePreset, string, string]>([
    ['TODAY', '2026-03-01', '2026-03-01'],
    ['YESTERDAY', '2026-02-28', '2026-02-28'],
    ['LAST_7_DAYS', '2026-02-23', '2026-03-01'],
    ['LAST_30_DAYS', '2026-01-31', '2026-03-01'],
    ['LAST_90_DAYS', '2025-12-02', '2026-03-01'],
    ['MONTH_TO_DATE', '2026-03-01', '2026-03-01'],
    ['LAST_MONTH', '2026-02-01', '2026-02-28'],
  ])('%s on 1 March 2026 is %s to %s', (preset, firstDay, lastDay) => {
    expect(resolve({ preset })).toMatchObject({ firstDay, lastDay });
  });

  test.each([
    ['UTC', '2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['Asia/Kathmandu', '2026-03-01', '2026-02-28T18:15:00.000Z'],
    ['America/Los_Angeles', '2026-03-01', '2026-03-01T08:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-03-02', '2026-03-01T10:00:00.000Z'],
    ['Pacific/Pago_Pago', '2026-03-01', '2026-03-01T11:00:00.000Z'],
  ])('noon UTC is in another day by zone: %s', (timeZone, firstDay, startsAt) => {
    const today = resolve({ preset: 'TODAY' }, '2026-03-01T12:00:00Z', timeZone);
    expect(today).toMatchObject({ firstDay, timeZone });
    expect(today.startsAt.toISOString()).toBe(startsAt);
  });

  test('the zone of the request goes before the reporting one', () => {
    expect(resolve({ preset: 'TODAY', timeZone: 'asia/kolkata' }).timeZone).toBe('Asia/Kolkata');
  });
});

describe('days on which clocks change', () => {
  test.each([
    ['America/Los_Angeles', '2026-03-08', '2026-03-09', 23],
    ['America/Los_Angeles', '2026-11-01', '2026-11-02', 25],
    ['Australia/Lord_Howe', '2026-10-04', '2026-10-05', 24],
    ['Australia/Lord_Howe', '2026-04-05', '2026-04-06', 25],
    ['Asia/Beirut', '2026-03-29', '2026-03-30', 23],
    ['Asia/Kathmandu', '2026-03-08', '2026-03-09', 24],
  ])('%s on %s has as many hour buckets as it takes', (timeZone, from, to, hours) => {
    expect(cutOf(resolve({ from, to, timeZone })).starts).toHaveLength(hours);
  });

  test('a day that a zone skipped is not among the days', () => {
    const days = resolve({ from: '2011-12-29', to: '2012-01-01', timeZone: 'Pacific/Apia' }).days();
    expect(days.map((day) => day.date)).toEqual(['2011-12-29', '2011-12-31']);
  });
});

describe('what is no range is refused', () => {
  test.each<[RangeRequest, string]>([
    [{}, 'Give a preset, or both from and to'],
    [{ from: '2026-01-01' }, 'Give a preset, or both from and to'],
    [{ preset: 'TODAY', from: '2026-01-01' }, 'Give a preset or from and to, not both'],
    [{ preset: 'TODAY', timeZone: 'Mars/Olympus' }, 'There is no time zone "Mars/Olympus"'],
    [{ preset: 'TODAY', timeZone: '+05:30' }, 'There is no time zone "+05:30"'],
    [{ from: '2026-02-30', to: '2026-03-02' }, 'from and to are days such as 2026-07-31'],
    [{ from: '2026-03-02', to: '2026-03-02' }, 'from must be before to'],
    [{ from: '2020-01-01', to: '2026-01-01' }, 'A range has at most 1100 days'],
    [{ from: '1900-01-01', to: '1900-01-02' }, 'A range lies between 2000 and 2100'],
    [{ preset: 'constructor' as RangePreset }, 'There is no range "constructor"'],
  ])('%j', (request, reason) => {
    expect(refusal(request)).toBe(reason);
  });
});

const ZONES = [
  'UTC',
  'America/Los_Angeles',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
];
const QUARTER_MS = 15 * 60_000;

test('buckets tile their range: no gap, no overlap, whole quarters of an hour', () => {
  const firstDay = fc.date({
    min: new Date('2012-01-01'),
    max: new Date('2040-01-01'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      firstDay,
      fc.integer({ min: 1, max: 60 }),
      (timeZone, date, days) => {
        const from = date.toISOString().slice(0, 10);
        const to = new Date(Date.parse(from) + days * 86_400_000).toISOString().slice(0, 10);
        const range = resolve({ from, to, timeZone });
        const { granularity, starts } = cutOf(range);
        const edges = [...starts, range.endsAt].map((instant) => instant.getTime());
        expect(edges[0]).toBe(range.startsAt.getTime());
        expect(granularity).toBe(days <= 2 ? 'HOUR' : 'DAY');
        for (const [i, edge] of edges.entries()) {
          expect(edge % QUARTER_MS).toBe(0);
          const length = edge - (edges[i - 1] ?? edge - 1);
          expect(length).toBeGreaterThan(0);
          expect(length).toBeLessThanOrEqual(granularity === 'HOUR' ? 3_600_000 : 25 * 3_600_000);
        }
      },
    ),
    { numRuns: 300 },
  );
});

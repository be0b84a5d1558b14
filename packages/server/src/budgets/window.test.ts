import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatPeriod, parsePeriod } from './period.ts';
import { type BudgetWindow, windowAt } from './window.ts';

function read(
  period: string,
  timeZone = 'UTC',
  anchor = new Date('2026-01-31T10:30:00Z'),
): BudgetWindow {
  const window = parsePeriod(period, { timeZone, anchor });
  if (window === null) throw new Error(`${period} is no period`);
  return window;
}

function span(window: BudgetWindow, instant: string): (string | null)[] {
  const { startsAt, endsAt } = windowAt(window, new Date(instant));
  return [startsAt.toISOString().slice(0, 16), endsAt?.toISOString().slice(0, 16) ?? null];
}

describe('a window', () => {
  test.each([
    // The clocks go forward: the day has 23 hours, the week 167.
    ['daily', 'Europe/Berlin', '2026-03-29T12:00Z', '2026-03-28T23:00', '2026-03-29T22:00'],
    ['weekly', 'Europe/Berlin', '2026-03-29T12:00Z', '2026-03-22T23:00', '2026-03-29T22:00'],
    // They go back: 25 hours.
    ['daily', 'America/New_York', '2026-11-01T12:00Z', '2026-11-01T04:00', '2026-11-02T05:00'],
    // Midnight does not exist on the day clocks leap over it.
    ['daily', 'America/Asuncion', '2024-10-06T12:00Z', '2024-10-06T04:00', '2024-10-07T03:00'],
    // Nor does 30 December 2011 in Samoa.
    ['daily', 'Pacific/Apia', '2011-12-30T09:59Z', '2011-12-29T10:00', '2011-12-30T10:00'],
    ['daily', 'Pacific/Apia', '2011-12-30T10:00Z', '2011-12-30T10:00', '2011-12-31T10:00'],
    ['monthly', 'UTC', '2028-02-29T23:59Z', '2028-02-01T00:00', '2028-03-01T00:00'],
    ['monthly', 'Asia/Kolkata', '2026-01-31T18:30Z', '2026-01-31T18:30', '2026-02-28T18:30'],
    ['monthly', 'Asia/Kolkata', '2026-01-31T18:29Z', '2025-12-31T18:30', '2026-01-31T18:30'],
    ['quarterly', 'UTC', '2026-06-30T23:59Z', '2026-04-01T00:00', '2026-07-01T00:00'],
    ['quarterly', 'UTC', '2026-12-31T00:00Z', '2026-10-01T00:00', '2027-01-01T00:00'],
    ['yearly', 'UTC', '2026-07-31T00:00Z', '2026-01-01T00:00', '2027-01-01T00:00'],
    ['weekly', 'UTC', '2026-01-01T00:00Z', '2025-12-29T00:00', '2026-01-05T00:00'],
    // From the 31st: the last day of shorter months, and the 31st again after them.
    ['1mo', 'UTC', '2026-02-28T10:30Z', '2026-02-28T10:30', '2026-03-31T10:30'],
    ['1mo', 'UTC', '2026-03-31T10:29Z', '2026-02-28T10:30', '2026-03-31T10:30'],
    ['3mo', 'UTC', '2026-02-28T10:30Z', '2026-01-31T10:30', '2026-04-30T10:30'],
    ['1mo', 'UTC', '2025-12-31T10:29Z', '2025-11-30T10:30', '2025-12-31T10:30'],
    ['1y', 'UTC', '2026-01-31T10:29Z', '2025-01-31T10:30', '2026-01-31T10:30'],
    // Days keep the time of day (11:30 in Berlin), hours their length.
    ['30d', 'Europe/Berlin', '2026-03-30T12:00Z', '2026-03-02T10:30', '2026-04-01T09:30'],
    ['24h', 'Europe/Berlin', '2026-03-30T12:00Z', '2026-03-30T10:30', '2026-03-31T10:30'],
    ['2w', 'UTC', '2026-02-14T10:30Z', '2026-02-14T10:30', '2026-02-28T10:30'],
    ['90m', 'UTC', '2026-01-31T10:29Z', '2026-01-31T09:00', '2026-01-31T10:30'],
    ['total', 'UTC', '2026-01-31T10:29Z', '1970-01-01T00:00', null],
  ])('%s in %s holds %s from %s to %s', (period, timeZone, instant, start, end) => {
    expect(span(read(period, timeZone), instant)).toEqual([start, end]);
  });

  test('windows tile time: each instant lies in one, and the next begins where it ends', () => {
    const instants = fc.integer({
      min: Date.parse('1990-01-01T00:00Z'),
      max: Date.parse('2090-01-01T00:00Z'),
    });
    const count = fc.integer({ min: 1, max: 40 });
    const periods = fc.oneof(
      fc.constantFrom('daily', 'weekly', 'monthly', 'quarterly', 'yearly'),
      fc.tuple(count, fc.constantFrom('s', 'm', 'h', 'd', 'w', 'mo')).map(([n, u]) => `${n}${u}`),
    );
    const zones = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'America/Asuncion',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Pacific/Apia',
      'Africa/Casablanca',
    );
    fc.assert(
      fc.property(instants, instants, periods, zones, (at, anchorMs, period, zone) => {
        const window = read(period, zone, new Date(anchorMs));
        const { startsAt, endsAt } = windowAt(window, new Date(at));
        const end = endsAt?.getTime() ?? Infinity;
        expect(startsAt.getTime()).toBeLessThanOrEqual(at);
        expect(end).toBeGreaterThan(at);
        expect(windowAt(window, startsAt)).toEqual({ startsAt, endsAt });
        expect(windowAt(window, new Date(end - 1))).toEqual({ startsAt, endsAt });
        expect(windowAt(window, new Date(end)).startsAt).toEqual(endsAt);
        expect(windowAt(window, new Date(startsAt.getTime() - 1)).endsAt).toEqual(startsAt);
      }),
      { numRuns: 500 },
    );
  });

  test.each(['daily', 'weekly', 'monthly', 'quarterly', 'yearly', 'total', '30d', '1mo', '24h'])(
    '%s is written as it is read',
    (period) => {
      expect(formatPeriod(read(period))).toBe(period);
    },
  );

  test.each([' Monthly ', 'MONTH'])('%j is monthly', (period) => {
    expect(formatPeriod(read(period))).toBe('monthly');
  });

  test.each(['', '0d', '-1d', '1.5d', '30', 'd', '1q', '999999999d', '11y', 'constructor', '1 d'])(
    '%j is no period',
    (period) => {
      const options = { timeZone: 'UTC', anchor: new Date(0) };
      expect(parsePeriod(period, options)).toBeNull();
    },
  );
});

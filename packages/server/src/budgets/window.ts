import type { Temporal } from 'temporal-polyfill';
import { startOfDayMs, zonedAt } from './calendar.ts';

export type CalendarUnit = 'day' | 'week' | 'month' | 'quarter' | 'year';
export type DurationUnit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

/**
 * When a budget begins anew.
 * - `calendar`: at the first instant of each day, week (Monday), month, quarter or year of a time zone.
 * - `duration`: every `count` units, counted from `anchor` in both directions. Days and longer keep
 *   the anchor's time of day in the zone across summer time; months keep its day, or the last one of
 *   a shorter month. Hours and shorter are exact spans of time.
 * - `total`: never.
 */
export type BudgetWindow =
  | { readonly kind: 'calendar'; readonly unit: CalendarUnit; readonly timeZone: string }
  | {
      readonly kind: 'duration';
      readonly count: number;
      readonly unit: DurationUnit;
      readonly timeZone: string;
      readonly anchor: Date;
    }
  | { readonly kind: 'total' };

/** From `startsAt` up to but not including `endsAt`. */
export interface WindowSpan {
  readonly startsAt: Date;
  /** Null: never. */
  readonly endsAt: Date | null;
}

/** The same in epoch milliseconds; `endMs` is Infinity when it never ends. */
export interface SpanMs {
  readonly startMs: number;
  readonly endMs: number;
}

/** The window an instant lies in. Windows of one budget follow each other without gap or overlap. */
export function windowAt(window: BudgetWindow, instant: Date): WindowSpan {
  const { startMs, endMs } = spanAt(window, instant.getTime());
  return { startsAt: new Date(startMs), endsAt: endMs === Infinity ? null : new Date(endMs) };
}

export function spanAt(window: BudgetWindow, instantMs: number): SpanMs {
  if (window.kind === 'total') return { startMs: 0, endMs: Infinity };
  if (window.kind === 'calendar') return calendarSpan(window, instantMs);
  const exactMs = EXACT_MS[window.unit];
  if (exactMs === undefined) return steppedSpan(window, instantMs);
  const lengthMs = exactMs * window.count;
  const anchorMs = window.anchor.getTime();
  const startMs = anchorMs + Math.floor((instantMs - anchorMs) / lengthMs) * lengthMs;
  return { startMs, endMs: startMs + lengthMs };
}

const EXACT_MS: Readonly<Partial<Record<DurationUnit, number>>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
};

const STEP: Readonly<Record<CalendarUnit, Temporal.DurationLike>> = {
  day: { days: 1 },
  week: { weeks: 1 },
  month: { months: 1 },
  quarter: { months: 3 },
  year: { years: 1 },
};

const MONTHS_PER_QUARTER = 3;

/** A day that a zone skipped altogether (Samoa, 30 December 2011) has no instants, and is passed over. */
function calendarSpan(
  { unit, timeZone }: Extract<BudgetWindow, { kind: 'calendar' }>,
  instantMs: number,
): SpanMs {
  const first = firstDay(zonedAt(instantMs, timeZone).toPlainDate(), unit);
  const startMs = startOfDayMs(first, timeZone);
  let next = first.add(STEP[unit]);
  while (startOfDayMs(next, timeZone) <= startMs) next = next.add(STEP[unit]);
  return { startMs, endMs: startOfDayMs(next, timeZone) };
}

function firstDay(date: Temporal.PlainDate, unit: CalendarUnit): Temporal.PlainDate {
  switch (unit) {
    case 'day':
      return date;
    case 'week':
      return date.subtract({ days: date.dayOfWeek - 1 });
    case 'month':
      return date.with({ day: 1 });
    case 'quarter':
      return date.with({ day: 1, month: date.month - ((date.month - 1) % MONTHS_PER_QUARTER) });
    case 'year':
      return date.with({ day: 1, month: 1 });
  }
}

type Stepped = Extract<BudgetWindow, { kind: 'duration' }>;

/** The shortest a unit can be, so that the guess below is never too small by more than a few steps. */
const ROUGH_DAYS: Readonly<Partial<Record<DurationUnit, number>>> = {
  day: 1,
  week: 7,
  month: 30.436875,
  year: 365.2425,
};
const DAY_MS = 86_400_000;

/** Steps are counted from the anchor, never from each other: from 31 January come 28 February and 31 March. */
function steppedSpan(window: Stepped, instantMs: number): SpanMs {
  const anchor = zonedAt(window.anchor.getTime(), window.timeZone);
  const lengthMs = (ROUGH_DAYS[window.unit] ?? 1) * DAY_MS * window.count;
  let index = Math.floor((instantMs - anchor.epochMilliseconds) / lengthMs);
  while (boundaryMs(window, anchor, index) > instantMs) index -= 1;
  while (boundaryMs(window, anchor, index + 1) <= instantMs) index += 1;
  return {
    startMs: boundaryMs(window, anchor, index),
    endMs: boundaryMs(window, anchor, index + 1),
  };
}

function boundaryMs(
  { unit, count }: Stepped,
  anchor: Temporal.ZonedDateTime,
  index: number,
): number {
  return anchor.add({ [`${unit}s`]: index * count }).epochMilliseconds;
}

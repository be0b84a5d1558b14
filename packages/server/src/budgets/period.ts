import type { BudgetWindow, CalendarUnit, DurationUnit } from './window.ts';

const CALENDAR: Readonly<Record<string, CalendarUnit>> = {
  daily: 'day',
  day: 'day',
  weekly: 'week',
  week: 'week',
  monthly: 'month',
  month: 'month',
  quarterly: 'quarter',
  quarter: 'quarter',
  yearly: 'year',
  annual: 'year',
  annually: 'year',
  year: 'year',
};

const NEVER = new Set(['total', 'never', 'lifetime', 'none']);

const DURATION: Readonly<Record<string, DurationUnit>> = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mo: 'month',
  y: 'year',
};

const SHORT = Object.fromEntries(Object.entries(DURATION).map(([short, unit]) => [unit, short]));

const CALENDAR_NAMES: Readonly<Record<CalendarUnit, string>> = {
  day: 'daily',
  week: 'weekly',
  month: 'monthly',
  quarter: 'quarterly',
  year: 'yearly',
};

/** No window is longer than ten years: an instant must stay one that calendars know. */
const MOST: Readonly<Record<DurationUnit, number>> = {
  second: 315_360_000,
  minute: 5_256_000,
  hour: 87_600,
  day: 3_650,
  week: 520,
  month: 120,
  year: 10,
};

/**
 * Reads a budget period: `daily`, `weekly`, `monthly`, `quarterly`, `yearly` (calendar, in
 * `timeZone`), `total`, or a duration such as `30s`, `15m`, `24h`, `7d`, `2w`, `1mo`, `1y`, which
 * repeats from `anchor`. Case and surrounding space do not matter. Null when it is none of these.
 * `timeZone` must be one that `findTimeZone` knows.
 */
export function parsePeriod(
  text: string,
  { timeZone, anchor }: { timeZone: string; anchor: Date },
): BudgetWindow | null {
  const word = text.trim().toLowerCase();
  if (NEVER.has(word)) return { kind: 'total' };
  if (Object.hasOwn(CALENDAR, word)) {
    return { kind: 'calendar', unit: CALENDAR[word] as CalendarUnit, timeZone };
  }
  const match = /^([1-9]\d{0,8})(s|m|h|d|w|mo|y)$/.exec(word);
  if (match === null) return null;
  const count = Number(match[1]);
  const unit = DURATION[match[2] as string] as DurationUnit;
  if (count > MOST[unit]) return null;
  return { kind: 'duration', count, unit, timeZone, anchor };
}

/** The one spelling of a window's period: `monthly`, `30d`, `total`. */
export function formatPeriod(window: BudgetWindow): string {
  if (window.kind === 'total') return 'total';
  if (window.kind === 'calendar') return CALENDAR_NAMES[window.unit];
  return `${window.count}${SHORT[window.unit]}`;
}

import { pageLocale } from './locale.ts';

/**
 * Dates as the server means them: instants are printed in the zone that the server names, and the
 * server alone decides where a day begins. No zone is ever computed here.
 */
export type BucketSize = 'MINUTE' | 'QUARTER_HOUR' | 'HOUR' | 'DAY' | 'WEEK' | 'MONTH';

type Options = Intl.DateTimeFormatOptions;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string, options: Options, locale = pageLocale): Intl.DateTimeFormat {
  const id = `${locale} ${timeZone} ${JSON.stringify(options)}`;
  const known = formatters.get(id);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, { timeZone, ...options });
  formatters.set(id, made);
  return made;
}

const INSTANT: Options = {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
};
const HOUR: Options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
const DAY: Options = { day: 'numeric', month: 'short' };
const LONG_DAY: Options = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' };
const CLOCK: Options = {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
};
const MONTH: Options = { month: 'short', year: 'numeric' };
const DATE: Options = { day: 'numeric', month: 'short', year: 'numeric' };
const MOMENT: Options = { ...DATE, ...HOUR };

/** "23 Nov 2026, 13:18:56 GMT+5:30": an instant that cannot be misread. */
export function formatInstant(instant: string, timeZone: string, locale = pageLocale): string {
  return formatter(timeZone, INSTANT, locale).format(new Date(instant));
}

/** "Nov 23, 13:18:56": an instant among others of about the same time. */
export function formatMoment(instant: string, timeZone: string, locale = pageLocale): string {
  return formatter(timeZone, CLOCK, locale).format(new Date(instant));
}

/** "23 Nov 2026, 13:00 – 14:00", the later one outside. */
export function formatInstantRange(
  startsAt: string,
  endsAt: string,
  timeZone: string,
  locale = pageLocale,
): string {
  return formatter(timeZone, MOMENT, locale).formatRange(new Date(startsAt), new Date(endsAt));
}

/** The day an instant falls on: "23 Nov 2026". */
export function formatDate(instant: string, timeZone: string, locale = pageLocale): string {
  return formatter(timeZone, DATE, locale).format(new Date(instant));
}

/** A calendar day, YYYY-MM-DD: "Mon, 23 Nov 2026". It has no zone, so it is printed in none. */
export function formatLocalDay(day: string, locale = pageLocale): string {
  return formatter('UTC', LONG_DAY, locale).format(new Date(`${day}T00:00:00Z`));
}

/** A calendar day, short: "23 Nov 2026". */
export function formatLocalDate(day: string, locale = pageLocale): string {
  return formatter('UTC', DATE, locale).format(new Date(`${day}T00:00:00Z`));
}

/** Whether a calendar has the day, YYYY-MM-DD: `Date` takes the 30th of February for one of March. */
export function isLocalDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === day;
}

/** The calendar day after one: where a range ends that has it inside. Days have no zone. */
export function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

/** "1 – 30 Nov 2026", both days inside. */
export function formatDayRange(firstDay: string, lastDay: string, locale = pageLocale): string {
  const first = new Date(`${firstDay}T00:00:00Z`);
  const last = new Date(`${lastDay}T00:00:00Z`);
  return formatter('UTC', DATE, locale).formatRange(first, last);
}

const TICKS: Readonly<Record<BucketSize, Options>> = {
  MINUTE: HOUR,
  QUARTER_HOUR: HOUR,
  HOUR,
  DAY,
  WEEK: DAY,
  MONTH,
};
const TITLES: Readonly<Record<BucketSize, Options>> = {
  MINUTE: MOMENT,
  QUARTER_HOUR: MOMENT,
  HOUR: MOMENT,
  DAY: LONG_DAY,
  WEEK: LONG_DAY,
  MONTH,
};

/** Below an axis: short, because many stand side by side. The hour a day begins with has its name. */
export function formatTick(
  instant: string,
  bucket: BucketSize,
  timeZone: string,
  locale = pageLocale,
): string {
  const at = new Date(instant);
  const beginsDay = formatter(timeZone, HOUR, 'en-US').format(at) === '00:00';
  return formatter(
    timeZone,
    beginsDay && TICKS[bucket] === HOUR ? DAY : TICKS[bucket],
    locale,
  ).format(at);
}

/**
 * One bucket, on its own, by where it begins: "Mon, 23 Nov 2026", "Week from Mon, 23 Nov 2026",
 * "23 Nov 2026, 13:00" or "Nov 2026".
 */
export function formatBucket(
  instant: string,
  bucket: BucketSize,
  timeZone: string,
  locale = pageLocale,
): string {
  const begins = formatter(timeZone, TITLES[bucket], locale).format(new Date(instant));
  return bucket === 'WEEK' ? `Week from ${begins}` : begins;
}

/** The zone's name at an instant: "GMT+5:30". */
export function formatZone(timeZone: string, at: Date, locale = pageLocale): string {
  const parts = formatter(timeZone, { timeZoneName: 'short' }, locale).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone;
}

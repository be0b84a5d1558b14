import { Temporal } from 'temporal-polyfill';
import { err, ok, type Result } from '../kernel/index.ts';
import { dateAt, startOf } from './calendar.ts';
import type { Range } from './range.ts';

export const GRANULARITIES = ['MINUTE', 'QUARTER_HOUR', 'HOUR', 'DAY', 'WEEK', 'MONTH'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

export interface Buckets {
  readonly granularity: Granularity;
  /** Where each begins; it ends where the next begins, the last one where the range ends. */
  readonly starts: readonly Date[];
  /** What each is called: its first day, or of parts of a day the instant it begins at. */
  readonly labels: readonly string[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const STEPS_MS = { MINUTE: MINUTE_MS, QUARTER_HOUR: 15 * MINUTE_MS, HOUR: HOUR_MS } as const;
/** More points than a chart has pixels; every minute of the longest day there is. */
const MOST_BUCKETS = 1_500;

/** The finest that is easy to read: about a hundred points at most. A clock change leaves it as it is. */
const AUTO: readonly (readonly [Granularity, number])[] = [
  ['MINUTE', 2 * HOUR_MS],
  ['QUARTER_HOUR', 12 * HOUR_MS],
  ['HOUR', 2 * DAY_MS + 2 * HOUR_MS],
  ['DAY', 100 * DAY_MS],
  ['WEEK', 400 * DAY_MS],
];

/**
 * Cuts a range into buckets. Hours and parts of them are real ones, counted from the start of their day:
 * the day a clock changes has 23 or 25. Weeks begin on Mondays; where the range begins or ends within a
 * bucket, the bucket does too.
 */
export function bucketsOf(
  range: Range,
  granularity: Granularity | 'AUTO' = 'AUTO',
): Result<Buckets, string> {
  if (granularity !== 'AUTO' && !GRANULARITIES.includes(granularity)) {
    return err(`There is no granularity ${JSON.stringify(granularity)}`);
  }
  const chosen = granularity === 'AUTO' ? automatic(range) : granularity;
  if (tooMany(range, chosen))
    return err(`A report has at most ${MOST_BUCKETS} buckets: choose a coarser granularity`);
  return ok(cut(range, chosen));
}

/** The same range cut another way, for what the granularity was chosen for already. */
export function cut(range: Range, granularity: Granularity): Buckets {
  if (granularity === 'DAY' || granularity === 'WEEK' || granularity === 'MONTH') {
    return wholeDays(range, granularity);
  }
  const starts = partsOfDays(range, STEPS_MS[granularity]);
  return { granularity, starts, labels: starts.map((start) => start.toISOString()) };
}

function automatic({ startsAt, endsAt }: Range): Granularity {
  const lengthMs = endsAt.getTime() - startsAt.getTime();
  return AUTO.find(([, mostMs]) => lengthMs <= mostMs)?.[0] ?? 'MONTH';
}

function tooMany({ startsAt, endsAt }: Range, granularity: Granularity): boolean {
  const stepMs = granularity in STEPS_MS ? STEPS_MS[granularity as keyof typeof STEPS_MS] : DAY_MS;
  return (endsAt.getTime() - startsAt.getTime()) / stepMs > MOST_BUCKETS;
}

function wholeDays(range: Range, granularity: 'DAY' | 'WEEK' | 'MONTH'): Buckets {
  const days = range.days().filter(({ date }, i) => i === 0 || begins(date, granularity));
  return {
    granularity,
    starts: days.map((day) => day.startsAt),
    labels: days.map((day) => day.date),
  };
}

function begins(date: string, granularity: 'DAY' | 'WEEK' | 'MONTH'): boolean {
  if (granularity === 'DAY') return true;
  const { day, dayOfWeek } = Temporal.PlainDate.from(date);
  return granularity === 'WEEK' ? dayOfWeek === 1 : day === 1;
}

/** Counted from the start of each day, the first of which may begin before the range. */
function partsOfDays(range: Range, stepMs: number): Date[] {
  const days = range.days();
  return days.flatMap(({ startsAt }, i) => {
    const end = days[i + 1]?.startsAt ?? range.endsAt;
    const midnight = i === 0 ? startOf(dateAt(startsAt, range.timeZone), range.timeZone) : startsAt;
    const first = Math.floor((startsAt.getTime() - midnight.getTime()) / stepMs);
    const count = Math.ceil((end.getTime() - midnight.getTime()) / stepMs) - first;
    return Array.from({ length: count }, (_, n) =>
      n === 0 ? startsAt : new Date(midnight.getTime() + (first + n) * stepMs),
    );
  });
}

import type { Range } from './range.ts';

export type Granularity = 'HOUR' | 'DAY';

export interface Buckets {
  readonly granularity: Granularity;
  /** Where each begins; it ends where the next begins, the last one where the range ends. */
  readonly starts: readonly Date[];
}

const HOUR_MS = 3_600_000;
const MOST_DAYS_BY_HOUR = 2;

/**
 * Cuts a range into hours when it has at most two days, else into days. Hours are real ones, counted
 * from the start of their day: the day a clock changes has 23 or 25.
 */
export function bucketsOf(range: Range): Buckets {
  const starts = range.days().map((day) => day.startsAt);
  if (starts.length > MOST_DAYS_BY_HOUR) return { granularity: 'DAY', starts };
  const ends = [...starts.slice(1), range.endsAt];
  const hours = starts.flatMap((start, day) => hoursBetween(start, ends[day] ?? range.endsAt));
  return { granularity: 'HOUR', starts: hours };
}

function hoursBetween(start: Date, end: Date): Date[] {
  const count = Math.ceil((end.getTime() - start.getTime()) / HOUR_MS);
  return Array.from({ length: count }, (_, hour) => new Date(start.getTime() + hour * HOUR_MS));
}

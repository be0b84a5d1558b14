import { periodAt, type Schedule } from '../period.ts';

/** In every time zone days begin at a whole quarter of an hour. */
export const STEP_MS = 15 * 60_000;

/**
 * When a period of one of these schedules will have ended, and its grace be over, that was not yet looked at:
 * `now` when that has been so already.
 */
export function nextRunAt(
  schedules: readonly Schedule[],
  { draftedUntil, graceMs, now }: { draftedUntil: Date | null; graceMs: number; now: Date },
): Date {
  if (draftedUntil === null) return now;
  const ends = schedules.map((each) => periodAt(each, draftedUntil).endsAt.getTime());
  const endMs = ends.reduce((first, end) => Math.min(first, end), Number.POSITIVE_INFINITY);
  return new Date(Math.max(Math.ceil(endMs / STEP_MS) * STEP_MS + graceMs, now.getTime()));
}

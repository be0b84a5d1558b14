const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long after each attempt the next one is due: a little more than three days in all. */
const WAITS_MS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  12 * HOUR,
  24 * HOUR,
  24 * HOUR,
] as const;

const LONGEST_ASKED_MS = 24 * HOUR;

/**
 * When to try again after so many attempts; null: given up. An endpoint that asks for more patience
 * (`Retry-After`) is given it, up to a day.
 */
export function nextAttempt(
  now: Date,
  attempts: number,
  retryAfterMs: number | null = null,
): Date | null {
  const wait = WAITS_MS[attempts - 1];
  if (wait === undefined) return null;
  const asked = Math.min(retryAfterMs ?? 0, LONGEST_ASKED_MS);
  return new Date(now.getTime() + Math.max(wait, asked));
}

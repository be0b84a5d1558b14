import { plural } from '../../lib/counts.ts';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

/** How long after it occurred a call was recorded, "3 hours" or "47 days"; null within the hour. */
export function lateBy(call: { occurredAt: string; recordedAt: string }): string | null {
  const hours = Math.floor((Date.parse(call.recordedAt) - Date.parse(call.occurredAt)) / HOUR_MS);
  if (hours < 1) return null;
  return hours < 2 * DAY_HOURS
    ? plural(hours, 'hour')
    : plural(Math.floor(hours / DAY_HOURS), 'day');
}

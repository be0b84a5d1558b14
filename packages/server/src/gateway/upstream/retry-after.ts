import type { Headers } from '../response/send.ts';

const LONGEST_MS = 24 * 3_600_000;

/** How long an upstream asks to be left alone: `retry-after-ms`, or `Retry-After` in seconds or as a date. */
export function retryAfterMs(headers: Headers, nowMs = Date.now()): number | null {
  const milliseconds = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (Number.isFinite(milliseconds)) return bounded(milliseconds);
  const value = headers['retry-after'];
  if (typeof value !== 'string') return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return bounded(seconds * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : bounded(date - nowMs);
}

function bounded(milliseconds: number): number {
  return Math.min(Math.max(Math.round(milliseconds), 0), LONGEST_MS);
}

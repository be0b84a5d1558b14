import { pageLocale } from './locale.ts';

const STEPS: readonly [limitSeconds: number, unitSeconds: number, Intl.RelativeTimeFormatUnit][] = [
  [60, 1, 'second'],
  [3_600, 60, 'minute'],
  [86_400, 3_600, 'hour'],
  [86_400 * 45, 86_400, 'day'],
  [86_400 * 365, 86_400 * 30, 'month'],
  [Number.POSITIVE_INFINITY, 86_400 * 365, 'year'],
];

/** "3 min. ago"; "now" within five seconds, and for a server clock slightly ahead of this one. */
export function formatRelative(instant: string, nowMs: number, locale = pageLocale): string {
  const seconds = Math.max(0, (nowMs - Date.parse(instant)) / 1_000);
  const step = STEPS.find(([limit]) => seconds < limit);
  const [, unitSeconds, unit] = step ?? [0, 1, 'second' as const];
  const count = seconds < 5 ? 0 : Math.floor(seconds / unitSeconds);
  // "now" and "yesterday" are shorter than their numbers; "last mo." is only vaguer.
  const numeric = unit === 'second' || unit === 'day' ? 'auto' : 'always';
  return new Intl.RelativeTimeFormat(locale, { numeric, style: 'short' }).format(-count, unit);
}

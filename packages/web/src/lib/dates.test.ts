import { expect, test } from 'vitest';
import {
  formatBucket,
  formatDate,
  formatDayRange,
  formatInstant,
  formatLocalDay,
  formatTick,
} from './dates.ts';
import { formatRelative } from './relative-time.ts';

const NEW_YEAR = '2026-01-01T05:00:00.000Z';

test.each([
  ['UTC', 'Jan 1'],
  ['America/Los_Angeles', 'Dec 31'],
  ['Asia/Kolkata', 'Jan 1'],
  ['Pacific/Kiritimati', 'Jan 1'],
])('an instant falls on the day it has in %s', (timeZone, tick) => {
  expect(formatTick(NEW_YEAR, 'DAY', timeZone, 'en-US')).toBe(tick);
});

test('hours and buckets are written in the zone of the range', () => {
  expect(formatTick(NEW_YEAR, 'HOUR', 'Asia/Kolkata', 'en-US')).toBe('10:30');
  expect(formatBucket(NEW_YEAR, 'HOUR', 'UTC', 'en-US')).toBe('Jan 1, 2026, 05:00');
  expect(formatDate(NEW_YEAR, 'America/Los_Angeles', 'en-US')).toBe('Dec 31, 2025');
  expect(formatInstant(NEW_YEAR, 'Asia/Kolkata', 'en-US')).toBe('Jan 1, 2026, 10:30:00 GMT+5:30');
});

test('among hours, the one that a day begins with says which day it is', () => {
  const tick = (instant: string) => formatTick(instant, 'HOUR', 'Asia/Kolkata', 'en-US');
  expect(tick('2025-12-31T18:30:00.000Z')).toBe('Jan 1');
  expect(tick('2025-12-31T19:30:00.000Z')).toBe('01:00');
});

test('a calendar day stays the day it is', () => {
  expect(formatLocalDay('2026-03-29', 'en-US')).toBe('Sun, Mar 29, 2026');
  const march = formatDayRange('2026-03-01', '2026-03-31', 'en-US');
  expect(march.replace(/\s/g, ' ')).toBe('Mar 1 – 31, 2026');
});

test.each([
  [-3, 'now'],
  [4, 'now'],
  [30, '30 sec. ago'],
  [90, '1 min. ago'],
  [7_200, '2 hr. ago'],
  [86_400, 'yesterday'],
  [86_400 * 50, '1 mo. ago'],
  [86_400 * 60, '2 mo. ago'],
  [86_400 * 800, '2 yr. ago'],
])('%s seconds later reads "%s"', (seconds, text) => {
  const later = Date.parse(NEW_YEAR) + seconds * 1_000;
  expect(formatRelative(NEW_YEAR, later, 'en-US')).toBe(text);
});

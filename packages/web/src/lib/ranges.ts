import { dayAfter, formatDayRange, formatInstantRange, isLocalDay } from './dates.ts';

/** Presets as a link spells them. A link keeps the preset and not the dates, so that it rolls. */
export const RANGES = {
  '1h': { preset: 'LAST_HOUR', label: 'Last hour' },
  '24h': { preset: 'LAST_24_HOURS', label: 'Last 24 hours' },
  today: { preset: 'TODAY', label: 'Today' },
  yesterday: { preset: 'YESTERDAY', label: 'Yesterday' },
  '7d': { preset: 'LAST_7_DAYS', label: 'Last 7 days' },
  '30d': { preset: 'LAST_30_DAYS', label: 'Last 30 days' },
  '90d': { preset: 'LAST_90_DAYS', label: 'Last 90 days' },
  mtd: { preset: 'MONTH_TO_DATE', label: 'Month to date' },
  'last-month': { preset: 'LAST_MONTH', label: 'Last month' },
  qtd: { preset: 'QUARTER_TO_DATE', label: 'Quarter to date' },
  'last-quarter': { preset: 'LAST_QUARTER', label: 'Last quarter' },
  ytd: { preset: 'YEAR_TO_DATE', label: 'Year to date' },
  'last-year': { preset: 'LAST_YEAR', label: 'Last year' },
  billing: { preset: 'CURRENT_BILLING_PERIOD', label: 'This billing period' },
  'last-billing': { preset: 'LAST_BILLING_PERIOD', label: 'Last billing period' },
} as const;

export type RangeName = keyof typeof RANGES;

export const RANGE_NAMES = Object.keys(RANGES) as [RangeName, ...RangeName[]];

/** A preset, or two days, both inside: `2026-07-01..2026-07-31`. */
export type RangeText = RangeName | `${string}..${string}`;

export const DEFAULT_RANGE: RangeName = '30d';

export interface Pair {
  readonly first: string;
  readonly last: string;
}

const DAYS = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/;
const INSTANTS = /^(\d{4}-\d\d-\d\dT[\d:.]{5,12}Z)\.\.(\d{4}-\d\d-\d\dT[\d:.]{5,12}Z)$/;

export function readRange(value: unknown): RangeText {
  const text = typeof value === 'string' ? value : '';
  const days = daysIn(text);
  return RANGE_NAMES.find((name) => name === text) ?? (days ? pairText(days) : DEFAULT_RANGE);
}

/** Two instants that a range is narrowed to, the later one outside; empty for none. */
export function readSlice(value: unknown): string {
  const text = typeof value === 'string' ? value : '';
  return pairIn(text, INSTANTS) ? text : '';
}

export function pairText({ first, last }: Pair): `${string}..${string}` {
  return `${first}..${last}`;
}

/** The days of a range that is made of them. */
export function daysIn(text: string): Pair | null {
  return pairIn(text, DAYS);
}

function pairIn(text: string, pattern: RegExp): Pair | null {
  const [, first, last] = pattern.exec(text) ?? [];
  if (first === undefined || last === undefined) return null;
  if (!isLocalDay(first.slice(0, 10)) || !isLocalDay(last.slice(0, 10))) return null;
  return Date.parse(first) <= Date.parse(last) ? { first, last } : null;
}

/** What the server is asked: it resolves the range to instants in its reporting time zone. */
export function rangeInput(range: RangeText, slice = '') {
  const instants = pairIn(slice, INSTANTS);
  if (instants) return { startsAt: instants.first, endsAt: instants.last };
  const days = daysIn(range);
  if (days) return { from: days.first, to: dayAfter(days.last) };
  return { preset: presetOf(range).preset };
}

/** What the server made of a range. */
export interface ResolvedDays {
  readonly firstDay: string;
  readonly lastDay: string;
  /** Whose billing period it is, if it is anybody's. */
  readonly billedCustomer: string | null;
}

export function rangeLabel(range: RangeText): string {
  const days = daysIn(range);
  return days ? formatDayRange(days.first, days.last) : presetOf(range).label;
}

/**
 * The same beside figures, where it is known what a billing period is: that of a customer, or a calendar
 * month. It is one wherever things of several customers stand side by side (`null`).
 */
export function shownRangeLabel(range: RangeText, resolved: ResolvedDays | null): string {
  if (range !== 'billing' && range !== 'last-billing') return rangeLabel(range);
  const which = range === 'billing' ? 'This' : 'Last';
  if (resolved === null) return `${which} calendar month`;
  const { billedCustomer, firstDay, lastDay } = resolved;
  const name = billedCustomer === null ? 'calendar month' : `billing period of ${billedCustomer}`;
  return `${which} ${name}, ${formatDayRange(firstDay, lastDay)}`;
}

/** What a slice is called, in the time zone. */
export function sliceLabel(slice: string, timeZone: string): string {
  const instants = pairIn(slice, INSTANTS);
  return instants ? formatInstantRange(instants.first, instants.last, timeZone) : '';
}

function presetOf(range: RangeText) {
  return RANGES[RANGE_NAMES.find((name) => name === range) ?? DEFAULT_RANGE];
}

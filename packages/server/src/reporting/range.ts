import { Temporal } from 'temporal-polyfill';
import { type Clock, err, ok, type Result } from '../kernel/index.ts';
import { type Day, dateAt, daysBetween, findTimeZone, parseDate, startOf } from './calendar.ts';

export type RangePreset =
  | 'TODAY'
  | 'YESTERDAY'
  | 'LAST_7_DAYS'
  | 'LAST_30_DAYS'
  | 'LAST_90_DAYS'
  | 'MONTH_TO_DATE'
  | 'LAST_MONTH';

/** A preset, or `from` and `to` (exclusive), in the named zone or the reporting one. */
export interface RangeRequest {
  readonly preset?: RangePreset | null | undefined;
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
  readonly timeZone?: string | null | undefined;
}

/** Whole calendar days of a zone as instants: `startsAt` is inside, `endsAt` is not. */
export interface Range {
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly timeZone: string;
  readonly days: () => readonly Day[];
}

/** First day and the day after the last one. */
type Span = readonly [Temporal.PlainDate, Temporal.PlainDate];

const LONGEST_DAYS = 1_100;
const FIRST_YEAR = 2000;
const LAST_YEAR = 2100;

export type ResolveRange = (request: RangeRequest) => Result<Range, string>;

/** Presets count from today, which they include: the last 7 days are today and the six before it. */
export function createRangeResolver(deps: { clock: Clock; timeZone: string }): ResolveRange {
  return (request) => {
    const name = request.timeZone ?? deps.timeZone;
    const timeZone = findTimeZone(name);
    if (timeZone === null) return err(`There is no time zone ${JSON.stringify(name)}`);
    const span = spanOf(request, dateAt(deps.clock.now(), timeZone));
    return span.ok ? ok(toRange(span.value, timeZone)) : span;
  };
}

function spanOf(request: RangeRequest, today: Temporal.PlainDate): Result<Span, string> {
  const { preset, from, to } = request;
  const isCustom = from != null || to != null;
  if (preset != null) {
    if (isCustom) return err('Give a preset or from and to, not both');
    if (!Object.hasOwn(PRESETS, preset)) return err(`There is no range ${JSON.stringify(preset)}`);
    return ok(PRESETS[preset](today));
  }
  if (from == null || to == null) return err('Give a preset, or both from and to');
  return customSpan(from, to);
}

function customSpan(fromText: string, toText: string): Result<Span, string> {
  const from = parseDate(fromText);
  const to = parseDate(toText);
  if (from === null || to === null) return err('from and to are days such as 2026-07-31');
  if (Temporal.PlainDate.compare(from, to) >= 0) return err('from must be before to');
  if (from.year < FIRST_YEAR || to.year > LAST_YEAR) {
    return err(`A range lies between ${FIRST_YEAR} and ${LAST_YEAR}`);
  }
  if (from.until(to).days > LONGEST_DAYS) return err(`A range has at most ${LONGEST_DAYS} days`);
  return ok([from, to]);
}

const PRESETS: Readonly<Record<RangePreset, (today: Temporal.PlainDate) => Span>> = {
  TODAY: (today) => lastDays(today, 1),
  YESTERDAY: (today) => [today.subtract({ days: 1 }), today],
  LAST_7_DAYS: (today) => lastDays(today, 7),
  LAST_30_DAYS: (today) => lastDays(today, 30),
  LAST_90_DAYS: (today) => lastDays(today, 90),
  MONTH_TO_DATE: (today) => [today.with({ day: 1 }), today.add({ days: 1 })],
  LAST_MONTH: (today) => [today.with({ day: 1 }).subtract({ months: 1 }), today.with({ day: 1 })],
};

function lastDays(today: Temporal.PlainDate, days: number): Span {
  return [today.subtract({ days: days - 1 }), today.add({ days: 1 })];
}

function toRange([first, end]: Span, timeZone: string): Range {
  const last = end.subtract({ days: 1 });
  return {
    startsAt: startOf(first, timeZone),
    endsAt: startOf(end, timeZone),
    firstDay: first.toString(),
    lastDay: last.toString(),
    timeZone,
    days: () => daysBetween(first, last, timeZone),
  };
}

import { Temporal } from 'temporal-polyfill';
import { type Clock, err, ok, type Result } from '../kernel/index.ts';
import { type Day, dateAt, daysBetween, findTimeZone, parseDate, startOf } from './calendar.ts';
import { DAY_PRESETS, type DayPreset, days, type SpanWithBefore, yearBefore } from './presets.ts';

export type BillingPreset = 'CURRENT_BILLING_PERIOD' | 'LAST_BILLING_PERIOD';
export type RecentPreset = 'LAST_HOUR' | 'LAST_24_HOURS';
export type RangePreset = DayPreset | RecentPreset | BillingPreset;

/**
 * A preset; or `from` and `to` (exclusive), days in the named zone or the reporting one; or `startsAt` and
 * `endsAt` (exclusive), instants.
 */
export interface RangeRequest {
  readonly preset?: RangePreset | null | undefined;
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
  readonly startsAt?: Date | null | undefined;
  readonly endsAt?: Date | null | undefined;
  readonly timeZone?: string | null | undefined;
}

/** What a range is compared with. */
export type Comparison = 'PREVIOUS_PERIOD' | 'PREVIOUS_YEAR';

export interface Interval {
  /** Inside. */
  readonly startsAt: Date;
  /** Outside. */
  readonly endsAt: Date;
}

/** Calendar days of a zone, whole unless the range is made of instants. */
export interface Range extends Interval {
  /** Whose billing period it is; null for every other range, a calendar month included. */
  readonly billedCustomer: string | null;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly timeZone: string;
  /** Each with the instant at which it begins, the first not before the range does. */
  readonly days: () => readonly Day[];
  readonly before: (comparison: Comparison) => Range;
}

/** The billing period of a customer at an instant. */
export interface BillingPeriods {
  readonly customer: string;
  readonly timeZone: string;
  at(instant: Date): Interval;
}

const LONGEST_DAYS = 1_100;
const FIRST_YEAR = 2000;
const LAST_YEAR = 2100;
const QUARTER_HOUR_MS = 15 * 60_000;
const LAST_HOURS: Readonly<Record<RecentPreset, number>> = { LAST_HOUR: 1, LAST_24_HOURS: 24 };

export type ResolveRange = (
  request: RangeRequest,
  billing?: BillingPeriods | null,
) => Result<Range, string>;

/**
 * Presets count from today, which they include: the last 7 days are today and the six before it. Billing
 * periods are those of `billing`, without it calendar months.
 */
export function createRangeResolver(deps: { clock: Clock; timeZone: string }): ResolveRange {
  return (request, billing = null) => {
    const name =
      request.timeZone ?? (isBilling(request) ? billing?.timeZone : null) ?? deps.timeZone;
    const timeZone = findTimeZone(name);
    if (timeZone === null) return err(`There is no time zone ${JSON.stringify(name)}`);
    return rangeOf(request, { now: deps.clock.now(), timeZone, billing });
  };
}

interface Context {
  readonly now: Date;
  readonly timeZone: string;
  readonly billing: BillingPeriods | null;
}

function rangeOf(request: RangeRequest, context: Context): Result<Range, string> {
  const { preset, from, to, startsAt, endsAt } = request;
  const isDays = from != null || to != null;
  const isInstants = startsAt != null || endsAt != null;
  if (preset != null) {
    if (isDays || isInstants) return err('Give a preset or from and to, not both');
    return presetRange(preset, context);
  }
  if (isDays && isInstants) return err('Give from and to or startsAt and endsAt, not both');
  if (startsAt != null && endsAt != null) return instants({ startsAt, endsAt }, context.timeZone);
  if (from == null || to == null) return err('Give a preset, or both from and to');
  const span = customSpan(from, to);
  return span.ok ? ok(toRange(span.value, context.timeZone)) : span;
}

function presetRange(preset: RangePreset, context: Context): Result<Range, string> {
  const { now, timeZone } = context;
  if (Object.hasOwn(DAY_PRESETS, preset)) {
    return ok(toRange(DAY_PRESETS[preset as DayPreset](dateAt(now, timeZone)), timeZone));
  }
  if (Object.hasOwn(LAST_HOURS, preset)) {
    const endMs = (Math.floor(now.getTime() / QUARTER_HOUR_MS) + 1) * QUARTER_HOUR_MS;
    const lengthMs = LAST_HOURS[preset as RecentPreset] * 3_600_000;
    return ok(
      fromInstants({ startsAt: new Date(endMs - lengthMs), endsAt: new Date(endMs) }, timeZone),
    );
  }
  if (!isBilling({ preset })) return err(`There is no range ${JSON.stringify(preset)}`);
  return ok(billingRange(preset === 'LAST_BILLING_PERIOD' ? 1 : 0, context));
}

/** Whether it is for a customer's own schedule to say what the range is. */
export function isBilling({ preset }: RangeRequest): boolean {
  return preset === 'CURRENT_BILLING_PERIOD' || preset === 'LAST_BILLING_PERIOD';
}

/** The period now (0), the one before it (1) and so on. */
function billingRange(back: number, context: Context): Range {
  const { now, timeZone, billing } = context;
  const at = billing?.at ?? ((instant: Date) => calendarMonth(instant, timeZone));
  let period = at(now);
  for (let i = 0; i < back; i += 1) period = at(new Date(period.startsAt.getTime() - 1));
  return {
    ...fromInstants(period, timeZone),
    billedCustomer: billing?.customer ?? null,
    before: (comparison) =>
      comparison === 'PREVIOUS_PERIOD'
        ? billingRange(back + 1, context)
        : fromInstants(period, timeZone).before(comparison),
  };
}

function calendarMonth(instant: Date, timeZone: string): Interval {
  const first = dateAt(instant, timeZone).with({ day: 1 });
  return {
    startsAt: startOf(first, timeZone),
    endsAt: startOf(first.add({ months: 1 }), timeZone),
  };
}

function customSpan(fromText: string, toText: string): Result<SpanWithBefore, string> {
  const from = parseDate(fromText);
  const to = parseDate(toText);
  if (from === null || to === null) return err('from and to are days such as 2026-07-31');
  if (Temporal.PlainDate.compare(from, to) >= 0) return err('from must be before to');
  if (from.year < FIRST_YEAR || to.year > LAST_YEAR) {
    return err(`A range lies between ${FIRST_YEAR} and ${LAST_YEAR}`);
  }
  if (from.until(to).days > LONGEST_DAYS) return err(`A range has at most ${LONGEST_DAYS} days`);
  return ok(days([from, to]));
}

/** Rollups are of quarters of an hour: what begins or ends within one could not be told from it. */
function instants(interval: Interval, timeZone: string): Result<Range, string> {
  const { startsAt, endsAt } = interval;
  if (startsAt.getTime() >= endsAt.getTime()) return err('startsAt must be before endsAt');
  if (startsAt.getUTCFullYear() < FIRST_YEAR || endsAt.getUTCFullYear() > LAST_YEAR) {
    return err(`A range lies between ${FIRST_YEAR} and ${LAST_YEAR}`);
  }
  if (endsAt.getTime() - startsAt.getTime() > LONGEST_DAYS * 86_400_000) {
    return err(`A range has at most ${LONGEST_DAYS} days`);
  }
  return ok(fromInstants(interval, timeZone));
}

export function isWholeQuarters({ startsAt, endsAt }: Interval): boolean {
  return [startsAt, endsAt].every((instant) => instant.getTime() % QUARTER_HOUR_MS === 0);
}

function fromInstants(interval: Interval, timeZone: string): Range {
  const { startsAt, endsAt } = interval;
  const first = dateAt(startsAt, timeZone);
  const last = dateAt(new Date(endsAt.getTime() - 1), timeZone);
  return {
    startsAt,
    endsAt,
    billedCustomer: null,
    firstDay: first.toString(),
    lastDay: last.toString(),
    timeZone,
    days: () =>
      daysBetween(first, last, timeZone).map((day) =>
        day.startsAt.getTime() < startsAt.getTime() ? { ...day, startsAt } : day,
      ),
    before: (comparison) => fromInstants(instantsBefore(interval, timeZone, comparison), timeZone),
  };
}

function instantsBefore(
  { startsAt, endsAt }: Interval,
  timeZone: string,
  comparison: Comparison,
): Interval {
  if (comparison === 'PREVIOUS_PERIOD') {
    const lengthMs = endsAt.getTime() - startsAt.getTime();
    return { startsAt: new Date(startsAt.getTime() - lengthMs), endsAt: startsAt };
  }
  const yearEarlier = (instant: Date) =>
    new Date(
      Temporal.Instant.fromEpochMilliseconds(instant.getTime())
        .toZonedDateTimeISO(timeZone)
        .subtract({ years: 1 }).epochMilliseconds,
    );
  return { startsAt: yearEarlier(startsAt), endsAt: yearEarlier(endsAt) };
}

function toRange({ span, before }: SpanWithBefore, timeZone: string): Range {
  const [first, end] = span;
  const last = end.subtract({ days: 1 });
  return {
    startsAt: startOf(first, timeZone),
    endsAt: startOf(end, timeZone),
    billedCustomer: null,
    firstDay: first.toString(),
    lastDay: last.toString(),
    timeZone,
    days: () => daysBetween(first, last, timeZone),
    before: (comparison) =>
      toRange(days(comparison === 'PREVIOUS_PERIOD' ? before : yearBefore(span)), timeZone),
  };
}

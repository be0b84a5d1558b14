import { Temporal } from 'temporal-polyfill';
import type { Interval } from '../range.ts';

/** A range as coarse sums and what rollups correct them by. */
export interface Pieces {
  readonly range: Interval;
  /** Begins and ends where coarse sums do. */
  readonly whole: Interval;
  /** Hours within it that rollups stand in for. */
  readonly without: readonly Date[];
  /** Of rollups. */
  readonly added: readonly Interval[];
  readonly subtracted: readonly Interval[];
}

const HOUR_MS = 3_600_000;
const LONGEST_MONTH_MS = 31 * 24 * HOUR_MS;

/**
 * Hours that lie in one bucket come as they are, those that a bucket begins or ends in from rollups: of a zone
 * that is off by half an hour, two a day. Null when there are too many of them. `cuts` are where buckets begin.
 */
export function hourPieces(range: Interval, cuts: readonly Date[]): Pieces | null {
  const edges = [...cuts, range.startsAt, range.endsAt].filter(
    (at) => at.getTime() % HOUR_MS !== 0,
  );
  const cutHours = [...new Set(edges.map((at) => floorHour(at)))];
  const from = floorHour(range.startsAt);
  const to = Math.ceil(range.endsAt.getTime() / HOUR_MS) * HOUR_MS;
  if (cutHours.length * HOUR_MS * 4 > to - from) return null;
  return {
    range,
    whole: { startsAt: new Date(from), endsAt: new Date(to) },
    without: cutHours.map((hour) => new Date(hour)),
    added: cutHours.map((hour) => ({
      startsAt: new Date(Math.max(hour, range.startsAt.getTime())),
      endsAt: new Date(Math.min(hour + HOUR_MS, range.endsAt.getTime())),
    })),
    subtracted: [],
  };
}

/** The months (of UTC) nearest to the range, with what it has more or less. Null when that is no less to read. */
export function monthPieces(range: Interval): Pieces | null {
  const [from, to] = [nearestMonth(range.startsAt), nearestMonth(range.endsAt)];
  const whole = { startsAt: from, endsAt: to };
  const edges = [between(range.startsAt, from), between(to, range.endsAt)];
  const overhang = [between(from, range.startsAt), between(range.endsAt, to)];
  const pieces = {
    ...{ range, whole, without: [] },
    added: edges.filter(isSome),
    subtracted: overhang.filter(isSome),
  };
  const corrections = [...pieces.added, ...pieces.subtracted];
  const read = corrections.reduce((sum, piece) => sum + lengthOf(piece), 0);
  return isSome(whole) && read < lengthOf(range) ? pieces : null;
}

export function isCorrected({ added, subtracted }: Pieces): boolean {
  return added.length + subtracted.length > 0;
}

export function isOneMonth({ whole }: Pieces): boolean {
  return lengthOf(whole) <= LONGEST_MONTH_MS;
}

/** Where the month (of UTC) begins that the range is; null when it is none, no less and no more. */
export function wholeMonth(range: Interval): Date | null {
  const pieces = monthPieces(range);
  return pieces !== null && isOneMonth(pieces) && !isCorrected(pieces) ? range.startsAt : null;
}

function floorHour(at: Date): number {
  return Math.floor(at.getTime() / HOUR_MS) * HOUR_MS;
}

function nearestMonth(at: Date): Date {
  const instant = Temporal.Instant.fromEpochMilliseconds(at.getTime());
  const rounded = instant.toZonedDateTimeISO('UTC').startOfDay().with({ day: 1 });
  const next = rounded.add({ months: 1 });
  const isEarly = at.getTime() - rounded.epochMilliseconds < next.epochMilliseconds - at.getTime();
  return new Date((isEarly ? rounded : next).epochMilliseconds);
}

function between(startsAt: Date, endsAt: Date): Interval {
  return { startsAt, endsAt };
}

function isSome(interval: Interval): boolean {
  return lengthOf(interval) > 0;
}

function lengthOf({ startsAt, endsAt }: Interval): number {
  return endsAt.getTime() - startsAt.getTime();
}

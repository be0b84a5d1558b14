import { Temporal } from 'temporal-polyfill';

export interface Day {
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly startsAt: Date;
}

/** The zone's own spelling of its name; null when there is no such zone. Fixed offsets are refused. */
export function findTimeZone(name: string): string | null {
  if (!/^[A-Za-z]/.test(name)) return null;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    return null;
  }
}

export function parseDate(text: string): Temporal.PlainDate | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text);
  } catch {
    return null;
  }
}

export function dateAt(instant: Date, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
}

/** The first instant of a day: midnight, or whatever follows where clocks leap over it. */
export function startOf(date: Temporal.PlainDate, timeZone: string): Date {
  return new Date(date.toZonedDateTime(timeZone).epochMilliseconds);
}

/** The days from `first` to `last`, both included. A date that a zone skipped altogether is left out. */
export function daysBetween(
  first: Temporal.PlainDate,
  last: Temporal.PlainDate,
  timeZone: string,
): Day[] {
  const days: Day[] = [];
  for (
    let date = first;
    Temporal.PlainDate.compare(date, last) <= 0;
    date = date.add({ days: 1 })
  ) {
    const startsAt = startOf(date, timeZone);
    const isSkipped = startsAt.getTime() === startOf(date.add({ days: 1 }), timeZone).getTime();
    if (!isSkipped) days.push({ date: date.toString(), startsAt });
  }
  return days;
}

import type { Temporal } from 'temporal-polyfill';

/** The first day and the day after the last one. */
export type Span = readonly [Temporal.PlainDate, Temporal.PlainDate];

/** Days, and the days that a comparison sets beside them. */
export interface SpanWithBefore {
  readonly span: Span;
  readonly before: Span;
}

type Unit = 'months' | 'years';

export const DAY_PRESETS = {
  TODAY: (today: Temporal.PlainDate) => lastDays(today, 1),
  YESTERDAY: (today: Temporal.PlainDate) => days([today.subtract({ days: 1 }), today]),
  LAST_7_DAYS: (today: Temporal.PlainDate) => lastDays(today, 7),
  LAST_30_DAYS: (today: Temporal.PlainDate) => lastDays(today, 30),
  LAST_90_DAYS: (today: Temporal.PlainDate) => lastDays(today, 90),
  MONTH_TO_DATE: (today: Temporal.PlainDate) => toDate(today, monthOf(today), { months: 1 }),
  LAST_MONTH: (today: Temporal.PlainDate) => whole(monthOf(today), { months: 1 }),
  QUARTER_TO_DATE: (today: Temporal.PlainDate) => toDate(today, quarterOf(today), { months: 3 }),
  LAST_QUARTER: (today: Temporal.PlainDate) => whole(quarterOf(today), { months: 3 }),
  YEAR_TO_DATE: (today: Temporal.PlainDate) => toDate(today, yearOf(today), { years: 1 }),
  LAST_YEAR: (today: Temporal.PlainDate) => whole(yearOf(today), { years: 1 }),
} as const;
export type DayPreset = keyof typeof DAY_PRESETS;

type Length = Partial<Record<Unit, number>>;

function monthOf(today: Temporal.PlainDate): Temporal.PlainDate {
  return today.with({ day: 1 });
}

function quarterOf(today: Temporal.PlainDate): Temporal.PlainDate {
  return today.with({ day: 1, month: today.month - ((today.month - 1) % 3) });
}

function yearOf(today: Temporal.PlainDate): Temporal.PlainDate {
  return today.with({ day: 1, month: 1 });
}

function lastDays(today: Temporal.PlainDate, count: number): SpanWithBefore {
  return days([today.subtract({ days: count - 1 }), today.add({ days: 1 })]);
}

/** The unit before the one that begins at `start`, with the one before that. */
function whole(start: Temporal.PlainDate, length: Length): SpanWithBefore {
  const from = start.subtract(length);
  return { span: [from, start], before: [from.subtract(length), from] };
}

/** From `start` to today, with the same days of the unit before: a shorter month ends with its last day. */
function toDate(
  today: Temporal.PlainDate,
  start: Temporal.PlainDate,
  length: Length,
): SpanWithBefore {
  const sameDay = today.subtract(length);
  return {
    span: [start, today.add({ days: 1 })],
    before: [start.subtract(length), sameDay.add({ days: 1 })],
  };
}

/** With what comes right before it: as many months when it is made of whole ones, else as many days. */
export function days(span: Span): SpanWithBefore {
  const [from, to] = span;
  if (from.day === 1 && to.day === 1) {
    const { months } = from.until(to, { largestUnit: 'month' });
    return { span, before: [from.subtract({ months }), from] };
  }
  return { span, before: [from.subtract({ days: from.until(to).days }), from] };
}

/** The same days a year before; 29 February is then the 28th. */
export function yearBefore([from, to]: Span): Span {
  const last = to.subtract({ days: 1 }).subtract({ years: 1 });
  return [from.subtract({ years: 1 }), last.add({ days: 1 })];
}

import { Temporal } from 'temporal-polyfill';
import { type BudgetWindow, windowAt } from '../budgets/index.ts';

/** How often a customer is billed. `ANCHORED`: monthly from a day of the month on. */
export type Cadence = 'MONTH' | 'QUARTER' | 'WEEK' | 'ANCHORED';

export interface Schedule {
  readonly cadence: Cadence;
  /** First day of a period, 1 to 31, of `ANCHORED` ones; a shorter month gives its last day. */
  readonly anchorDay: number;
  readonly timeZone: string;
}

/** From `startsAt` up to but not including `endsAt`. */
export interface Period {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

const UNIT = { MONTH: 'month', QUARTER: 'quarter', WEEK: 'week' } as const;

/** January 2000 has 31 days: whatever the anchor, it has it. */
const ANCHOR_MONTH = { year: 2000, month: 1 };

/** The period an instant lies in. The periods of a schedule follow each other without gap or overlap. */
export function periodAt(schedule: Schedule, instant: Date): Period {
  const { startsAt, endsAt } = windowAt(windowOf(schedule), instant);
  return { startsAt, endsAt: endsAt ?? startsAt };
}

/** The day it is there, YYYY-MM-DD. */
export function dayIn(timeZone: string, at: Date): string {
  const instant = Temporal.Instant.fromEpochMilliseconds(at.getTime());
  return instant.toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

function windowOf({ cadence, anchorDay, timeZone }: Schedule): BudgetWindow {
  if (cadence !== 'ANCHORED') return { kind: 'calendar', unit: UNIT[cadence], timeZone };
  const day = Temporal.PlainDate.from({ ...ANCHOR_MONTH, day: anchorDay });
  const anchor = new Date(day.toZonedDateTime(timeZone).epochMilliseconds);
  return { kind: 'duration', count: 1, unit: 'month', timeZone, anchor };
}

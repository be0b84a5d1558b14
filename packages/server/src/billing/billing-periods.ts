import type { Queryable } from '../platform/postgres/index.ts';
import { type Period, periodAt } from './period.ts';
import { readProfile } from './sql/terms.ts';

/** When a customer is billed: the period that an instant lies in, and the zone it is cut in. */
export async function readBillingPeriods(
  db: Queryable,
  customer: string,
): Promise<{ readonly timeZone: string; at(instant: Date): Period }> {
  const profile = await readProfile(db, customer);
  return { timeZone: profile.timeZone, at: (instant) => periodAt(profile, instant) };
}

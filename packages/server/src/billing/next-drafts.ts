import { readSequence } from '../metering/index.ts';
import type { Queryable } from '../platform/postgres/index.ts';
import { type Draft, makeDrafts } from './draft.ts';
import { type Period, periodAt } from './period.ts';
import type { BillingProfile } from './profile.ts';
import { readProfiles } from './sql/terms.ts';
import { type Coverage, firstUses } from './sql/usage.ts';

/** How far a customer is billed. */
export interface Billed {
  readonly periodEnd: Date;
  readonly untilSequence: number;
}

/** Where customers stand: what they are billed, and from where on to look where that is further. */
export interface Standing {
  readonly billed: ReadonlyMap<string, Billed>;
  readonly skipped: ReadonlyMap<string, Date | null>;
}

export interface NextDraft {
  readonly coverage: Coverage;
  readonly profile: BillingProfile;
  readonly draft: Draft;
}

export interface NextDrafts {
  /** Of periods that have something to bill. */
  readonly drafts: readonly NextDraft[];
  /** Who may have another period to bill, and from where on to look. */
  readonly skipped: ReadonlyMap<string, Date>;
}

/** The next invoice of each customer whose next period has ended by `until`; nothing is written. */
export async function nextDrafts(
  tx: Queryable,
  standing: Standing,
  until: (customer: string) => Date,
): Promise<NextDrafts> {
  const due = (await nextPeriods(tx, standing)).filter(
    ({ profile, period }) => period.endsAt <= until(profile.customer),
  );
  if (due.length === 0) return { drafts: [], skipped: new Map() };
  const untilSequence = await readSequence(tx);
  const asked = due.map(({ profile, period }) => {
    const { customer } = profile;
    const previous = standing.billed.get(customer) ?? null;
    const coverage = coverageAfter({ customer, period, previous, untilSequence });
    return { profile, coverage, manual: [] };
  });
  const made = await makeDrafts(tx, asked);
  return {
    drafts: asked
      .map((of, i) => ({ ...of, draft: made[i] as Draft }))
      .filter(({ draft }) => draft.lines.length > 0 || draft.calls > 0),
    skipped: new Map(due.map(({ profile, period }) => [profile.customer, period.endsAt])),
  };
}

/** The period of each customer that comes after what was billed or skipped; none before the first use. */
async function nextPeriods(
  tx: Queryable,
  { billed, skipped }: Standing,
): Promise<{ profile: BillingProfile; period: Period }[]> {
  const customers = [...skipped.keys()];
  const profiles = await readProfiles(tx, customers);
  const isNew = (each: string) => !billed.has(each) && skipped.get(each) == null;
  const first = await firstUses(tx, customers.filter(isNew));
  return profiles.flatMap((profile) => {
    const { customer } = profile;
    const start =
      latest(skipped.get(customer), billed.get(customer)?.periodEnd) ?? first.get(customer);
    if (start === undefined) return [];
    const { startsAt, endsAt } = periodAt(profile, start);
    // After a change of schedule a period begins where the last one ended.
    return [{ profile, period: { startsAt: isNew(customer) ? startsAt : start, endsAt } }];
  });
}

/** Everything up to a sequence of the record that the invoice before does not bill. */
export function coverageAfter(of: {
  customer: string;
  period: Period;
  previous: Billed | null;
  untilSequence: number;
}): Coverage {
  const { customer, period, previous, untilSequence } = of;
  if (previous === null) {
    return { customer, period, coversFrom: '-infinity', afterSequence: -1, untilSequence };
  }
  const coversFrom = previous.periodEnd.toISOString();
  return { customer, period, coversFrom, afterSequence: previous.untilSequence, untilSequence };
}

function latest(a: Date | null | undefined, b: Date | undefined): Date | undefined {
  if (a == null || b === undefined) return a ?? b;
  return a > b ? a : b;
}

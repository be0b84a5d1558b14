import { randomUUIDv7 } from 'node:crypto';
import { type Pool, type Queryable, withTransaction } from '../platform/postgres/index.ts';
import { type Billed, type NextDraft, nextDrafts } from './next-drafts.ts';
import { insertDrafts } from './sql/draft-rows.ts';
import { latestInvoices } from './sql/invoice-rows.ts';
import { readSeller } from './sql/seller.ts';

/**
 * Invoices of one customer are made one at a time. Customers share locks: the database has room for some
 * thousands only, and whoever waits for a stranger does not wait for long.
 */
export async function lockCustomers(tx: Queryable, customers: readonly string[]): Promise<void> {
  // In one order, so that nobody waits for somebody who waits for them.
  await tx.query(
    `select pg_advisory_xact_lock(744655, key) from (
       select distinct hashtext(customer) & 1023 as key from unnest($1::text[]) as customer order by 1) as keys`,
    [customers],
  );
}

/**
 * Drafts an invoice for each period of these customers that has ended by `until`, has something to bill,
 * and has none yet. One transaction for the next period of each of them: broken off and begun again it
 * makes the same invoices.
 */
export async function draftMissing(
  pool: Pool,
  customers: readonly string[],
  { until, now }: { until: Date; now: Date },
): Promise<string[]> {
  const made: string[] = [];
  let skipped: ReadonlyMap<string, Date | null> = nowhere(customers);
  while (skipped.size > 0) {
    const step = await withTransaction(pool, async (tx) => {
      await lockCustomers(tx, [...skipped.keys()]);
      await sumInMemory(tx);
      const billed = await latestInvoices(tx, [...skipped.keys()]);
      const next = await nextDrafts(tx, { billed, skipped }, until);
      const drafts = next.drafts.map((each) => ({ ...each, id: randomUUIDv7() }));
      await insertDrafts(tx, drafts, { seller: await readSeller(tx), now });
      return { ids: drafts.map(({ id }) => id), skipped: next.skipped };
    });
    made.push(...step.ids);
    skipped = step.skipped;
  }
  return made;
}

/** What `draftMissing` would draft at this moment. */
export function previewMissing(
  pool: Pool,
  customers: readonly string[],
  until: Date,
): Promise<NextDraft[]> {
  const preview = async (tx: Queryable) => {
    await sumInMemory(tx);
    const billed = new Map<string, Billed>(await latestInvoices(tx, customers));
    const found: NextDraft[] = [];
    let skipped: ReadonlyMap<string, Date | null> = nowhere(customers);
    while (skipped.size > 0) {
      const next = await nextDrafts(tx, { billed, skipped }, until);
      for (const { coverage } of next.drafts) {
        const { customer, period, untilSequence } = coverage;
        billed.set(customer, { periodEnd: period.endsAt, untilSequence });
      }
      found.push(...next.drafts);
      skipped = next.skipped;
    }
    return found;
  };
  return withTransaction(pool, preview, 'repeatable read');
}

function nowhere(customers: readonly string[]): ReadonlyMap<string, null> {
  return new Map(customers.map((each) => [each, null]));
}

/** Those of thousands of customers fit. */
async function sumInMemory(tx: Queryable): Promise<void> {
  await tx.query(`set local work_mem = '64MB'`);
}

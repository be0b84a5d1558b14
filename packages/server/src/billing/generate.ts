import { randomUUIDv7 } from 'node:crypto';
import { type Pool, type Queryable, withTransaction } from '../platform/postgres/index.ts';
import { type Billed, type NextDraft, nextDrafts } from './next-drafts.ts';
import { insertDrafts } from './sql/draft-rows.ts';
import { latestInvoices } from './sql/invoice-rows.ts';
import { type InvoiceRun, insertRun } from './sql/invoice-runs.ts';
import { readSeller } from './sql/seller.ts';
import { readTestTimes } from './sql/test-clocks.ts';

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

export interface Closing {
  /** Periods that end after it are left; null: whatever has ended. */
  readonly until: Date | null;
  /** How long ago a period must have ended. */
  readonly graceMs: number;
  readonly now: Date;
}

/**
 * Drafts an invoice for each period of these customers that has ended, has something to bill, and
 * has none yet. One transaction for the next period of each of them: broken off and begun again it
 * makes the same invoices. They are of `run`, which is written down with the first of them.
 */
export async function draftMissing(
  pool: Pool,
  customers: readonly string[],
  closing: Closing,
  run: InvoiceRun,
): Promise<string[]> {
  const made: string[] = [];
  let skipped: ReadonlyMap<string, Date | null> = nowhere(customers);
  while (skipped.size > 0) {
    const step = await withTransaction(pool, async (tx) => {
      await lockCustomers(tx, [...skipped.keys()]);
      await sumInMemory(tx);
      const billed = await latestInvoices(tx, [...skipped.keys()]);
      const times = await timesOf(tx, [...skipped.keys()], closing);
      const next = await nextDrafts(tx, { billed, skipped }, times.until);
      const drafts = next.drafts.map((each) => ({
        ...{ ...each, id: randomUUIDv7() },
        now: times.now(each.coverage.customer),
      }));
      if (drafts.length > 0) await insertRun(tx, run);
      await insertDrafts(tx, drafts, { seller: await readSeller(tx), runId: run.id });
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
  closing: Closing,
): Promise<NextDraft[]> {
  const preview = async (tx: Queryable) => {
    await sumInMemory(tx);
    const billed = new Map<string, Billed>(await latestInvoices(tx, customers));
    const times = await timesOf(tx, customers, closing);
    const found: NextDraft[] = [];
    let skipped: ReadonlyMap<string, Date | null> = nowhere(customers);
    while (skipped.size > 0) {
      const next = await nextDrafts(tx, { billed, skipped }, times.until);
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

/** What time it is for each customer, and by when periods must have ended. */
async function timesOf(tx: Queryable, customers: readonly string[], closing: Closing) {
  const own = await readTestTimes(tx, customers);
  const now = (customer: string) => own.get(customer) ?? closing.now;
  const until = (customer: string) => {
    const endedMs = now(customer).getTime() - closing.graceMs;
    return new Date(Math.min(endedMs, closing.until?.getTime() ?? endedMs));
  };
  return { now, until };
}

function nowhere(customers: readonly string[]): ReadonlyMap<string, null> {
  return new Map(customers.map((each) => [each, null]));
}

/** Those of thousands of customers fit. */
async function sumInMemory(tx: Queryable): Promise<void> {
  await tx.query(`set local work_mem = '64MB'`);
}

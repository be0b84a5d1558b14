import { TestClocks } from '../../src/billing/clocks/test-clocks.ts';
import { DraftService } from '../../src/billing/draft-service.ts';
import { Prepaid } from '../../src/billing/prepaid/service.ts';
import { RateCardPreviews } from '../../src/billing/preview.ts';
import { BillingSchedule } from '../../src/billing/schedule/billing-schedule.ts';
import { InvoiceService } from '../../src/billing/service.ts';
import type { InvoiceRow } from '../../src/billing/sql/invoice-rows.ts';
import { BillingTerms } from '../../src/billing/terms-service.ts';
import { recordFirstSight } from '../../src/customers/index.ts';
import { parsePico, type Result } from '../../src/kernel/index.ts';
import { encodeSpendEvent, recordBatch, type SpendEvent } from '../../src/metering/index.ts';
import { createPool, type Pool } from '../../src/platform/postgres/index.ts';
import { FakeClock } from '../testkit/fake-clock.ts';
import { createTestDatabase } from '../testkit/postgres.ts';

/** Billing on a database of its own, on the first of April. */
/** A filter that lets every invoice through. */
export const ALL_INVOICES = {
  reach: 'ALL',
  ...{ customer: null, statuses: [], number: null, search: null },
  ...{ periodFrom: null, periodTo: null, ids: null, run: null },
} as const;

export async function startBilling(now = '2026-04-01T09:00:00Z') {
  const database = await createTestDatabase();
  const pool = createPool(database.url, { max: 40 });
  const clock = new FakeClock(now);
  const on = (other: Pool) => ({
    drafts: new DraftService({ pool: other, clock }),
    invoices: new InvoiceService({ pool: other, clock }),
    prepaid: new Prepaid({ pool: other, clock }),
  });
  const own = on(pool);
  const deps = { pool, clock, drafts: own.drafts };
  const record = (events: readonly SpendEvent[]) =>
    recordBatch(pool, events.map(encodeSpendEvent), [
      (tx, { sightings }) => recordFirstSight(tx, sightings),
    ]);
  return {
    pool,
    clock,
    ...own,
    schedule: new BillingSchedule(deps),
    testClocks: new TestClocks({
      ...deps,
      record: async (events) => {
        await record(events);
      },
    }),
    terms: new BillingTerms({ pool, clock }),
    previews: new RateCardPreviews({
      ...{ pool, clock },
      prices: { costNow: (model) => (model === 'known' ? parsePico('0.25') : null) },
    }),
    on,
    record,
    [Symbol.asyncDispose]: async () => {
      await pool.end();
      await database.drop();
    },
  };
}

export type Billing = Awaited<ReturnType<typeof startBilling>>;

export function unwrap<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

export function messageOf(result: Result<unknown, readonly { message: string }[]>): string | null {
  return result.ok ? null : (result.error[0]?.message ?? '');
}

/** As it is now, to be changed by the test. */
export function changeOf({ id, revision }: Pick<InvoiceRow, 'id' | 'revision'>) {
  return { id, expectedRevision: revision, by: 'test' };
}

/**
 * A pool that is gone at its n-th statement, and so is its connection: the statement never arrives, or it
 * is done and nobody hears of it.
 */
export function crashingAt(
  pool: Pool,
  n: number,
  when: 'before' | 'after' = 'before',
): Pool & { readonly crashed: boolean } {
  let left = n;
  const counted = async <T>(statement: () => Promise<T>): Promise<T> => {
    left -= 1;
    const isLast = left === 0;
    if (isLast && when === 'before') throw new Error('crash');
    const answer = await statement();
    if (isLast) throw new Error('crash');
    return answer;
  };
  const query = (text: string, values?: unknown[]) => counted(() => pool.query(text, values));
  const connect = async () => {
    const client = await pool.connect();
    return {
      query: (text: string, values?: unknown[]) => counted(() => client.query(text, values)),
      // `withTransaction` has rolled back, as the server does when a connection goes.
      release: () => client.release(),
    };
  };
  return Object.defineProperty({ query, connect }, 'crashed', { get: () => left <= 0 }) as never;
}

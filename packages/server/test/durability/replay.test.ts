import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { recordFirstSight } from '../../src/customers/index.ts';
import { formatPico } from '../../src/kernel/index.ts';
import {
  encodeSpendEvent,
  type RecordingStep,
  reconcile,
  recordBatch,
  Shipper,
  type SpendEvent,
  spendEventKey,
} from '../../src/metering/index.ts';
import { Journal } from '../../src/platform/journal/index.ts';
import { createPool, type Pool } from '../../src/platform/postgres/index.ts';
import { createTestDatabase } from '../testkit/postgres.ts';
import { randomSpend, sumPico } from '../testkit/random-spend.ts';

const CUSTOMER_STEP: RecordingStep = (tx, { sightings }) => recordFirstSight(tx, sightings);
const SPAN = { from: '2026-02-27T00:00:00Z', days: 3, apiKeyIds: [] };

let stack: AsyncDisposableStack;
beforeEach(() => {
  stack = new AsyncDisposableStack();
});
afterEach(() => stack.disposeAsync());

async function openDatabase(): Promise<{ url: string; pool: Pool }> {
  const database = stack.adopt(await createTestDatabase(), (each) => each.drop());
  return { url: database.url, pool: connectTo(database.url) };
}

function connectTo(url: string): Pool {
  return stack.adopt(createPool(url), (each) => each.end());
}

async function openFolder(): Promise<string> {
  return stack.adopt(await mkdtemp(join(tmpdir(), 'replay-')), (folder) =>
    rm(folder, { recursive: true, force: true }),
  );
}

async function openJournal(directory: string): Promise<Journal> {
  const { journal } = await Journal.open({ directory, durability: 'process', maxBytes: 1 << 30 });
  return journal;
}

async function settleAll(journal: Journal, events: readonly SpendEvent[]): Promise<void> {
  await Promise.all(
    events.map((event) => journal.settle(spendEventKey(event), encodeSpendEvent(event))),
  );
}

/** Ships until the journal has nothing more to give, and returns the faults on the way. */
async function shipAll(journal: Journal, pool: Pool): Promise<Error[]> {
  const faults: Error[] = [];
  const shipper = new Shipper({
    ...{ journal, pool, steps: [CUSTOMER_STEP], gatherMs: 0 },
    setAside: (_event, fault) => Promise.reject(fault),
    onState: (fault) => {
      if (fault !== null) faults.push(fault);
    },
  });
  shipper.start();
  await expect.poll(() => journal.stats().unshippedBytes, { timeout: 20_000 }).toBe(0);
  await shipper.stop();
  return faults;
}

interface Totals {
  readonly events: number;
  readonly charge: string;
}

async function totalsIn(pool: Pool): Promise<Totals> {
  const { rows } = await pool.query<Totals>(
    `select sum(calls)::int as events, trim_scale(sum(charge))::text as charge from usage_rollup`,
  );
  return rows[0] ?? { events: 0, charge: '0' };
}

function totalsOf(events: readonly SpendEvent[]): Totals {
  return { events: events.length, charge: formatPico(sumPico(events.map((each) => each.charge))) };
}

/** Everything derived from the events, without ids and times of recording. */
async function derivedFrom(pool: Pool): Promise<unknown> {
  const { rows: rollups } = await pool.query(
    `select customer_external_id, api_key_id, team_id, user_id, model, provider, tags, usage_rollup.*, null as dimension_id
     from usage_rollup join usage_dimension on usage_dimension.id = dimension_id
     order by digest, bucket_start`,
  );
  const { rows: totals } = await pool.query('select * from customer_total order by 1');
  const { rows: customers } = await pool.query(
    'select external_id, first_seen_at, last_seen_at from customer order by 1',
  );
  return { rollups, totals, customers };
}

async function expectAgreement(pool: Pool): Promise<void> {
  const { checks } = await reconcile(pool, new Date());
  expect(checks.filter((check) => !check.ok)).toEqual([]);
}

describe('shipping the same journal again', () => {
  test('after a crash between commit and acknowledgement doubles nothing', async () => {
    const { pool } = await openDatabase();
    const directory = await openFolder();
    const events = randomSpend({ ...SPAN, count: 3_000, seed: 1 });
    const crashed = await openJournal(directory);
    await settleAll(crashed, events);
    const batch = await crashed.nextBatch();
    const sent = batch?.records.jsons ?? [];
    await recordBatch(pool, sent, [CUSTOMER_STEP]);
    // Never acknowledged. Closing keeps the files, as a crash would.
    await crashed.close();

    const restarted = await openJournal(directory);
    expect(await shipAll(restarted, pool)).toEqual([]);
    await restarted.close();

    expect(sent.length).toBeGreaterThan(0);
    expect(sent.length).toBeLessThan(events.length);
    expect(await totalsIn(pool)).toEqual(totalsOf(events));
    await expectAgreement(pool);
  });

  test('what is behind is shipped without waiting for more to come', async () => {
    const { pool } = await openDatabase();
    const journal = await openJournal(await openFolder());
    await settleAll(journal, randomSpend({ ...SPAN, count: 8_000, seed: 5 }));
    const batches = vi.spyOn(journal, 'acknowledge');
    const waits = vi.spyOn(journal, 'waitForRecords');
    expect(await shipAll(journal, pool)).toEqual([]);
    await journal.close();

    const shippedAt = batches.mock.invocationCallOrder;
    const before = waits.mock.invocationCallOrder.filter((at) => at < Number(shippedAt.at(-1)));
    expect(shippedAt.length).toBeGreaterThan(4);
    // For the first batch, and for what was left in the end.
    expect(before.length).toBeLessThanOrEqual(2);
  });

  test('any order, batching and repetition of the same events give the same rollups and totals', async () => {
    const events = randomSpend({ ...SPAN, count: 60, seed: 2 });
    const straight = await openDatabase();
    await recordBatch(straight.pool, events.map(encodeSpendEvent), [CUSTOMER_STEP]);
    const expected = await derivedFrom(straight.pool);
    const arbitrary = fc.tuple(
      fc.shuffledSubarray(events, { minLength: events.length }),
      fc.array(fc.constantFrom(...events), { maxLength: 40 }),
      fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1 }),
    );
    const property = fc.asyncProperty(arbitrary, async ([shuffled, again, sizes]) => {
      const { pool } = await openDatabase();
      const sequence = [...shuffled.slice(0, 30), ...again, ...shuffled.slice(30), ...again];
      for (const batch of cut(sequence, sizes)) {
        await recordBatch(pool, batch.map(encodeSpendEvent), [CUSTOMER_STEP]);
      }
      expect(await derivedFrom(pool)).toEqual(expected);
      await expectAgreement(pool);
    });
    await fc.assert(property, { numRuns: 12 });
  });
});

describe('several shippers at once', () => {
  test('with journals of their own that overlap do not block each other, and record each event once', async () => {
    const { url, pool } = await openDatabase();
    const events = randomSpend({ ...SPAN, count: 4_000, seed: 3 });
    const shares = [
      events.slice(0, 2_500),
      events.slice(1_500),
      events.slice(500, 3_500).reverse(),
    ];
    const faults = await Promise.all(
      shares.map(async (share) => {
        const journal = await openJournal(await openFolder());
        await settleAll(journal, share);
        const found = await shipAll(journal, connectTo(url));
        await journal.close();
        return found;
      }),
    );
    expect(faults.flat()).toEqual([]);
    expect(await totalsIn(pool)).toEqual(totalsOf(events));
    await expectAgreement(pool);
  });

  test('sending the same batches in opposite orders do not deadlock', async () => {
    const { pool } = await openDatabase();
    const events = randomSpend({ ...SPAN, count: 400, seed: 4 }).map(encodeSpendEvent);
    const batches = cut(events, [20]);
    const send = async (order: readonly string[][]) => {
      for (const batch of order) await recordBatch(pool, batch, [CUSTOMER_STEP]);
    };
    await Promise.all([send(batches), send(batches.toReversed()), send(batches), send(batches)]);
    expect((await totalsIn(pool)).events).toBe(events.length);
    await expectAgreement(pool);
  });
});

/** Cuts a list into pieces of these sizes, over and over. */
function cut<T>(list: readonly T[], sizes: readonly number[]): T[][] {
  const pieces: T[][] = [];
  for (let at = 0, turn = 0; at < list.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    pieces.push(list.slice(at, at + size));
    at += size;
  }
  return pieces;
}

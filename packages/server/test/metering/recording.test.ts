import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  encodeSpendEvent,
  rebuildRollups,
  reconcile,
  recordBatch,
  Shipper,
  spendEventKey,
} from '../../src/metering/index.ts';
import { Journal } from '../../src/platform/journal/index.ts';
import { createPool, type Pool } from '../../src/platform/postgres/index.ts';
import { createTestDatabase } from '../testkit/postgres.ts';
import { randomSpend } from '../testkit/random-spend.ts';
import { spendEvent } from '../testkit/spend-events.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let pool: Pool;

beforeEach(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url);
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

/** Everything that is derived from the record, whatever the ids of its dimensions and the order of its classes. */
async function derived() {
  const rollups = await pool.query(
    `select d.*, r.*, null as id, null as dimension_id, null as latency_ms, null as latency_calls, (
       select jsonb_object_agg(ms, calls) from (
         select ms, sum(calls) as calls from unnest(latency_ms, latency_calls) as l (ms, calls) group by ms
       ) as class) as latencies
     from usage_rollup r join usage_dimension d on d.id = dimension_id
     order by bucket_start, encode(digest, 'hex')`,
  );
  const totals = await pool.query('select * from customer_total order by 1');
  const hours = await pool.query(
    `select h.*, null as part_id, encode(digest, 'hex') as digest from usage_hour h
     join usage_part p on p.id = part_id order by bucket_start, digest`,
  );
  const months = await pool.query('select * from customer_month order by 1, 2');
  return {
    ...{ rollups: rollups.rows, totals: totals.rows },
    ...{ hours: hours.rows, months: months.rows },
  };
}

const agrees = async () => (await reconcile(pool, new Date())).ok;

describe('recording', () => {
  test('a batch sent twice, or in part, records each event once', async () => {
    const events = Array.from({ length: 50 }, () => encodeSpendEvent(spendEvent()));
    expect((await recordBatch(pool, events, [])).newEvents).toBe(50);
    expect((await recordBatch(pool, events, [])).newEvents).toBe(0);
    expect(
      (await recordBatch(pool, [...events.slice(25), encodeSpendEvent(spendEvent())], []))
        .newEvents,
    ).toBe(1);
    const { rows } = await pool.query('select calls, charge from customer_total');
    expect(rows).toEqual([{ calls: 51, charge: '0.051000000000' }]);
    expect(await agrees()).toBe(true);
  });

  test('what a step does stands or falls with the events', async () => {
    const failing = recordBatch(
      pool,
      [encodeSpendEvent(spendEvent())],
      [() => Promise.reject(new Error('the step failed'))],
    );
    await expect(failing).rejects.toThrow('the step failed');
    expect((await pool.query('select 1 from spend_event')).rowCount).toBe(0);
    expect(await agrees()).toBe(true);
  });

  test('a recorded event cannot be changed or removed', async () => {
    await recordBatch(pool, [encodeSpendEvent(spendEvent())], []);
    for (const sql of [
      'update spend_event set cost = 0',
      'delete from spend_event',
      'truncate spend_event',
    ]) {
      await expect(pool.query(sql)).rejects.toThrow('append-only');
    }
  });

  test('an unpriced event is counted as such and adds nothing', async () => {
    await recordBatch(pool, [encodeSpendEvent(spendEvent({ cost: null, charge: null }))], []);
    const { rows } = await pool.query('select calls, unpriced_calls, cost from usage_rollup');
    expect(rows).toEqual([{ calls: 1, unpriced_calls: 1, cost: '0.000000000000' }]);
    expect(await agrees()).toBe(true);
  });

  test('rollups and totals that were lost are made anew as they were, however they came about', async () => {
    const events = randomSpend({
      count: 300,
      from: '2026-03-01T00:00:00Z',
      days: 1,
      apiKeyIds: [],
      seed: 3,
    }).map(encodeSpendEvent);
    for (let i = 0; i < events.length; i += 7) await recordBatch(pool, events.slice(i, i + 7), []);
    const busy = Array.from({ length: 300 }, (_, i) => spendEvent({ durationMs: i * 3 }));
    for (const count of [200, 30, 70]) {
      await recordBatch(pool, busy.splice(0, count).map(encodeSpendEvent), []);
    }
    const before = await derived();
    await pool.query('delete from usage_rollup where latency_calls[1] = 1');
    await pool.query('update customer_total set charge = 0');
    await pool.query('delete from customer_month');
    await pool.query('update usage_hour set calls = 0');
    await rebuildRollups(pool);
    expect(await derived()).toEqual(before);
    expect(await agrees()).toBe(true);
  });

  test('tampering with a rollup or a total is found', async () => {
    await recordBatch(
      pool,
      [encodeSpendEvent(spendEvent()), encodeSpendEvent(spendEvent({ customerExternalId: 'b' }))],
      [],
    );
    await pool.query(
      `update customer_total set charge = case customer_external_id when 'b' then 0 else 0.002 end`,
    );
    const { ok, checks } = await reconcile(pool, new Date());
    expect(ok).toBe(false);
    expect(checks.filter((check) => !check.ok).map((check) => check.name)).toEqual([
      'events of customers = customer totals',
    ]);
  });
});

describe('shipping', () => {
  let directory: string;
  let journal: Journal;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'shipping-'));
    ({ journal } = await Journal.open({ directory, durability: 'process', maxBytes: 1 << 30 }));
  });
  afterEach(async () => {
    await journal.close();
    await rm(directory, { recursive: true });
  });

  test('an event the database will never take is set aside, and the rest of its batch is recorded', async () => {
    const setAside: string[] = [];
    const poison = spendEvent({ customerExternalId: 'nul \u0000 byte' });
    const events = [...Array.from({ length: 9 }, () => spendEvent()), poison, spendEvent()];
    for (const event of events) await journal.settle(spendEventKey(event), encodeSpendEvent(event));
    const shipper = new Shipper({
      journal,
      pool,
      steps: [],
      setAside: async (encoded) => void setAside.push(encoded),
      onState: () => undefined,
    });
    shipper.start();
    await expect.poll(() => journal.stats().unshippedBytes).toBe(0);
    await shipper.stop();
    expect(setAside).toEqual([encodeSpendEvent(poison)]);
    const { rows } = await pool.query('select count(*) from spend_event');
    expect(rows).toEqual([{ count: 10 }]);
    expect(await agrees()).toBe(true);
  });
});

import { randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkInvoices, UNBILLED_CALLS } from '../../src/billing/index.ts';
import { type Pico, parsePico } from '../../src/kernel/index.ts';
import {
  encodeSpendEvent,
  lockRecord,
  makeMonthsAhead,
  pruneSpend,
  type Retainer,
  readFloor,
  rebuildRollups,
  reconcile,
  recordAdjustments,
  recordBatch,
  type SpendEvent,
} from '../../src/metering/index.ts';
import { createPool, type Pool, withTransaction } from '../../src/platform/postgres/index.ts';
import {
  type Billing,
  changeOf,
  crashingAt,
  messageOf,
  startBilling,
  unwrap,
} from '../billing/billing-harness.ts';
import { randomSpend } from '../testkit/random-spend.ts';
import { spendEvent } from '../testkit/spend-events.ts';

let billing: Billing;
let pool: Pool;
beforeAll(async () => {
  billing = await startBilling('2026-04-01T09:00:00Z');
  pool = billing.pool;
});
afterAll(() => billing[Symbol.asyncDispose]());

const record = (events: readonly SpendEvent[], on = pool) =>
  recordBatch(on, events.map(encodeSpendEvent), []);
const at = (text: string, facts: Partial<SpendEvent> = {}) =>
  spendEvent({ occurredAt: new Date(text), customerExternalId: 'unbilled', ...facts });
const prune = (before: string, retainers: readonly Retainer[] = [UNBILLED_CALLS], on = pool) =>
  pruneSpend(on, { at: new Date(before), before: new Date(before), retainers });
const agrees = async () =>
  (await reconcile(pool, new Date())).ok &&
  (await withTransaction(pool, checkInvoices)).every(({ ok }) => ok);

async function adjust(
  { callId, attempt }: SpendEvent,
  { amount, adjustsUnpriced }: { amount: string; adjustsUnpriced: boolean },
): Promise<void> {
  const difference = parsePico(amount) as Pico;
  const id = randomUUIDv7();
  await pool.query(
    `insert into rerating (id, idempotency_key, request_sha256, starts_at, ends_at, selection, reason,
       requested_by, book_known_at)
     values ($1, gen_random_uuid()::text, '', '2021-01-01', '2021-02-01', '{}', 'test', 'test', now())`,
    [id],
  );
  const change = {
    callId,
    attempt,
    adjustment: 1,
    adjustsUnpriced,
    priceVersion: 'test',
    lines: [],
  };
  const adjustments = [{ ...change, cost: difference, charge: difference }];
  await withTransaction(pool, async (tx) => {
    const sequence = await lockRecord(tx);
    await recordAdjustments(tx, { sequence, reratingId: id, adjustments }, []);
  });
}

async function months(): Promise<string[]> {
  const { rows } = await pool.query<{ partition: string }>(
    `select tableoid::regclass::text as partition, count(*) from spend_event group by 1 order by 1`,
  );
  return rows.map(({ partition }) => partition.slice('spend_event_'.length));
}

/** All that is shown of months whose events are gone. */
async function shown() {
  const rollups = await pool.query(
    'select * from usage_rollup order by dimension_id, bucket_start',
  );
  const totals = await pool.query('select * from customer_total order by 1');
  return { rollups: rollups.rows, totals: totals.rows };
}

test('a call is in its month of UTC and recorded once, whatever zone the server lives in', async () => {
  const border = ['2019-12-31T23:59:59.999Z', '2020-01-01T00:00:00.000Z'];
  const events = border.map((text) => at(text));
  for (const zone of ['America/Los_Angeles', 'Asia/Kathmandu', 'Pacific/Kiritimati']) {
    const url = `${pool.options.connectionString}?options=-c%20timezone%3D${zone}`;
    const abroad = createPool(url, { max: 1 });
    await record(events, abroad);
    await makeMonthsAhead(abroad, new Date('2020-01-31T23:59:59.999Z'));
    await abroad.end();
  }
  expect(await months()).toEqual(['2019_12', '2020_01']);
  const { rows } = await pool.query('select starts_at from spend_month order by 1');
  expect(rows.map((row) => row.starts_at.toISOString().slice(0, 10))).toEqual([
    ...['2019-12-01', '2020-01-01', '2020-02-01', '2020-03-01'],
  ]);
  expect((await pool.query('select sum(calls) from customer_total')).rows).toEqual([{ sum: '2' }]);
});

test('many that need the same new month at once make it once, and lose nothing', async () => {
  const batches = Array.from({ length: 6 }, (_, i) => [
    at('2020-05-31T23:59:59Z'),
    at(`2020-0${6 + (i % 2)}-01T00:00:00Z`),
  ]);
  const done = await Promise.all(batches.map((events) => record(events)));
  expect(done.map(({ newEvents }) => newEvents)).toEqual([2, 2, 2, 2, 2, 2]);
  expect(
    (await Promise.all(batches.map((events) => record(events)))).every((b) => b.newEvents === 0),
  ).toBe(true);
  expect(await agrees()).toBe(true);
});

describe('dropping months', () => {
  const facts = { apiKeyIds: [], teamIds: [randomUUIDv7()], userIds: [randomUUIDv7()] };
  const random = (from: string, seed: number) =>
    randomSpend({ ...facts, count: 60, from, days: 59, seed }).map((event) => ({
      ...event,
      cost: event.cost ?? (0n as Pico),
      charge: event.charge ?? (0n as Pico),
    }));

  beforeAll(async () => {
    const events = random('2021-01-01T00:00:00Z', 5);
    await record([...events, ...random('2021-03-01T00:00:00Z', 6)]);
    await adjust(events[0] as SpendEvent, { amount: '-0.000000000007', adjustsUnpriced: false });
  });

  test('a crash at any statement leaves all of a month or none of it, and nothing else changes', async () => {
    const before = await shown();
    let crashes = 0;
    for (; ; crashes += 1) {
      const crashing = crashingAt(pool, crashes + 1);
      const pruned = await prune('2021-03-31T00:00:00Z', [UNBILLED_CALLS], crashing).catch(
        () => null,
      );
      expect(await agrees()).toBe(true);
      expect(await shown()).toEqual(before);
      if (pruned !== null) break;
    }
    expect(crashes).toBeGreaterThan(20);
    expect((await months()).slice(0, 2)).toEqual(['2021_03', '2021_04']);
    expect(await readFloor(pool)).toEqual(new Date('2021-03-01T00:00:00Z'));
  });

  test('rollups of dropped months stay when the others are made anew', async () => {
    const before = await shown();
    await pool.query(`delete from usage_rollup where bucket_start >= '2021-03-01Z'`);
    await pool.query('delete from customer_total');
    await rebuildRollups(pool);
    const after = await shown();
    const figures = ({ dimension_id: _, ...row }: Record<string, unknown>) => JSON.stringify(row);
    expect(after.rollups.map(figures).sort()).toEqual(before.rollups.map(figures).sort());
    expect(after.totals).toEqual(before.totals);
    expect(await agrees()).toBe(true);
  });

  test('a late or repeated call of a dropped month is refused, and counts nowhere', async () => {
    const before = await shown();
    for (const late of [at('2021-02-28T23:59:59.999Z'), at('2020-01-01T00:00:00Z')]) {
      await expect(record([late])).rejects.toMatchObject({
        code: '23514',
        message: expect.stringMatching(/^events of 202\d-\d\d are no longer kept$/),
      });
    }
    expect(await shown()).toEqual(before);
    expect((await record([at('2021-03-01T00:00:00Z')])).newEvents).toBe(1);
    expect(await agrees()).toBe(true);
  });

  test('a month that is being read waits, and so does one with a call that has no price yet', async () => {
    const reader = await pool.connect();
    await reader.query('begin');
    await reader.query('select count(*) from spend_event');
    expect((await prune('2021-04-01T00:00:00Z')).held?.reason).toBe('it is being read');
    expect((await record([at('2021-03-02T00:00:00Z')])).newEvents).toBe(1);
    await reader.query('rollback');
    reader.release();
    const unpriced = at('2021-04-09T00:00:00Z', { cost: null, charge: null, model: 'new' });
    await record([unpriced]);
    expect(await prune('2021-06-01T00:00:00Z')).toMatchObject({
      dropped: [{ startsAt: new Date('2021-03-01T00:00:00Z') }],
      held: { reason: 'calls of new have no price yet' },
    });
    await adjust(unpriced, { amount: '1', adjustsUnpriced: true });
    expect((await prune('2021-06-01T00:00:00Z')).held).toBeNull();
    expect(await agrees()).toBe(true);
  });
});

test('calls of who is billed stay until they are, with all of their period; then no invoice replaces theirs', async () => {
  const held = async (before: string) => (await prune(before)).held?.reason ?? null;
  await pool.query(
    `insert into billing_profile (customer_external_id, time_zone, updated_at, updated_by)
     values ('acme', 'America/Los_Angeles', now(), 'test')`,
  );
  const times = ['2026-01-05T12:00:00Z', '2026-02-01T07:59:59Z', '2026-02-28T12:00:00Z'];
  await billing.record(times.map((time) => at(time, { customerExternalId: 'acme' })));
  expect(await held('2026-03-01T00:00:00Z')).toBe('calls of acme are not billed yet');
  await billing.drafts.generate(['acme'], null);
  expect(await held('2026-03-01T00:00:00Z')).toBe('calls of acme are not billed yet');
  const { rows } = await pool.query('select id, revision from invoice order by period_start');
  const finalise = async (place: number) =>
    unwrap(await billing.invoices.finalise(changeOf(rows[place]), `final ${place}`));
  const january = await finalise(0);
  expect(await held('2026-02-01T00:00:00Z')).toBe(
    `the period of invoice ${january.number} goes on`,
  );
  expect(await held('2026-03-01T00:00:00Z')).toBe('calls of acme are not billed yet');
  expect(await months()).toEqual(['2026_02']);
  const options = { reason: 'Wrong card', replace: true, idempotencyKey: 'void' };
  const voided = await billing.invoices.void(changeOf(january), options);
  expect(messageOf(voided)).toMatch(/no longer kept/);
  await finalise(1);
  expect(await held('2026-03-01T08:00:00Z')).toBeNull();
  expect(await months()).toEqual([]);
  expect(await agrees()).toBe(true);
  const prepaid = { customer: 'ahead', isPrepaid: true, expectedRevision: 0 };
  unwrap(await billing.prepaid.setPrepaid(prepaid, 'test'));
  await billing.record([at('2026-03-05T12:00:00Z', { customerExternalId: 'ahead' })]);
  expect(await held('2026-04-01T00:00:00Z')).toBe('calls of ahead are not billed yet');
});

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FakeClock } from '../../../test/testkit/fake-clock.ts';
import { createTestDatabase } from '../../../test/testkit/postgres.ts';
import { recordFirstSight } from '../../customers/index.ts';
import { reconcile, type SpendEvent } from '../../metering/index.ts';
import { createPool, type Pool } from '../../platform/postgres/index.ts';
import { demoCustomers } from './customers.ts';
import { type DemoResult, runDemo } from './index.ts';
import { readTrace, type TracedCall } from './trace.ts';
import { demoTraffic } from './traffic.ts';

let trace: TracedCall[];
beforeAll(async () => {
  trace = await readTrace();
});

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const NOW = '2026-03-02T15:30:00Z';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function traffic({ until = NOW, days = 90, customers = 40 } = {}): SpendEvent[] {
  const end = new Date(until);
  const span = { from: new Date(end.getTime() - days * DAY_MS), until: end };
  return [...demoTraffic({ ...span, customers: demoCustomers(customers), trace, seed: 1 })].flat();
}

const share = (events: readonly SpendEvent[], is: (event: SpendEvent) => boolean) =>
  events.filter(is).length / events.length;

describe('the traffic of the demo', () => {
  let events: SpendEvent[];
  beforeAll(() => {
    events = traffic();
  });

  test('is 60,000 to 100,000 calls of 40 customers and of nobody, within the span', () => {
    expect(events.length).toBeGreaterThan(60_000);
    expect(events.length).toBeLessThan(100_000);
    expect(new Set(events.map((event) => event.customerExternalId)).size).toBe(41);
    const times = events.map((event) => event.occurredAt.getTime());
    expect(Math.max(...times.slice(-1_000))).toBeLessThan(Date.parse(NOW));
    expect(Math.min(...times.slice(0, 1_000))).toBeGreaterThanOrEqual(
      Date.parse(NOW) - 90 * DAY_MS,
    );
  });

  test('has a valid UUIDv7 of its time for every call, and no two alike', () => {
    expect(new Set(events.map((event) => event.callId)).size).toBe(events.length);
    for (const { callId, occurredAt } of events.slice(0, 1_000)) {
      expect(callId).toMatch(UUID_V7);
      expect(Number.parseInt(callId.replaceAll('-', '').slice(0, 12), 16)).toBe(
        occurredAt.getTime(),
      );
    }
  });

  test('is the same every time, and a later span repeats what it shares with an earlier one', () => {
    const known = new Map(events.map((event) => [event.callId, event]));
    expect(traffic()).toEqual(events);
    const later = traffic({ until: '2026-03-04T09:00:00Z' });
    const shared = later.filter(({ occurredAt }) => occurredAt < new Date(NOW));
    expect(shared.length).toBeGreaterThan(0.9 * events.length);
    for (const event of shared) expect(known.get(event.callId)).toEqual(event);
  });

  test('fails, is cut off and is estimated now and then', () => {
    expect(share(events, ({ status }) => status === 'failed')).toBeCloseTo(0.015, 2);
    expect(share(events, ({ status }) => status === 'aborted')).toBeCloseTo(0.02, 2);
    expect(share(events, ({ usageSource }) => usageSource === 'estimated')).toBeCloseTo(0.03, 2);
    expect(share(events, ({ cachedInputTokens }) => cachedInputTokens > 0)).toBeGreaterThan(0.15);
  });

  test('is priced to the last call, and costs what its lines come to', () => {
    for (const { cost, charge, lines } of events) {
      expect(cost).not.toBeNull();
      expect(charge).toBe(cost);
      expect(lines.reduce((sum, line) => sum + line.amount, 0n)).toBe(cost);
    }
  });

  test('is quieter at weekends, grows, and comes mostly from few customers', () => {
    const weekend = (event: SpendEvent) => [0, 6].includes(event.occurredAt.getUTCDay());
    expect(share(events, weekend)).toBeLessThan(0.2);
    const firstMonth = events.filter(
      ({ occurredAt }) => occurredAt.getTime() < Date.parse(NOW) - 60 * DAY_MS,
    );
    const lastMonth = events.filter(
      ({ occurredAt }) => occurredAt.getTime() >= Date.parse(NOW) - 30 * DAY_MS,
    );
    expect(lastMonth.length).toBeGreaterThan(1.3 * firstMonth.length);
    const largest = new Set(['acme-corp', 'globex', 'initech', '株式会社さくら']);
    expect(share(events, (event) => largest.has(event.customerExternalId ?? ''))).toBeGreaterThan(
      0.4,
    );
  });

  test('has ids that are hard on CSV files', () => {
    const ids = demoCustomers(40).map(({ externalId }) => externalId);
    expect(ids.some((id) => id?.startsWith('='))).toBe(true);
    expect(ids.some((id) => id?.includes(',') && id.includes('"'))).toBe(true);
  });
});

describe('the demo', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let pool: Pool;
  let journalDirectory: string;
  let first: DemoResult;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool(database.url);
    journalDirectory = await mkdtemp(join(tmpdir(), 'demo-'));
    first = await run(NOW);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
    await rm(journalDirectory, { recursive: true, force: true });
  });

  const run = (now: string) =>
    runDemo({
      ...{ pool, journalDirectory, days: 10, customers: 12 },
      clock: new FakeClock(now),
      log: pino({ level: 'silent' }),
      customerStep: [(tx, { sightings }) => recordFirstSight(tx, sightings)],
    });
  const count = async (table: string) =>
    (await pool.query<{ count: number }>(`select count(*) from ${table}`)).rows[0]?.count;

  test('records every call and every customer, and everything agrees', async () => {
    expect(first).toMatchObject({ firstDay: '2026-02-20', lastDay: '2026-03-02' });
    expect(await count('spend_event')).toBe(first.events);
    expect(await count('customer')).toBe(12);
    expect(await reconcile(pool, new Date())).toMatchObject({ ok: true });
    expect(await readdir(journalDirectory)).toEqual([]);
  });

  test('run again adds nothing, and later only what has come due', async () => {
    await run(NOW);
    expect(await count('spend_event')).toBe(first.events);
    await run('2026-03-02T19:30:00Z');
    const { rows } = await pool.query<{ late: number; all: number }>(
      `select count(*) filter (where occurred_at >= $1) as late, count(*) as all from spend_event`,
      [NOW],
    );
    expect(rows[0]?.late).toBeGreaterThan(0);
    expect(rows[0]?.all).toBe(first.events + (rows[0]?.late ?? 0));
    expect(await reconcile(pool, new Date())).toMatchObject({ ok: true });
  });
});

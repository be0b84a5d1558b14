import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReconciliationCheck } from '../../src/kernel/index.ts';
import { encodeSpendEvent, rebuildRollups } from '../../src/metering/index.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { randomSpend } from '../testkit/random-spend.ts';
import { readCsv } from '../testkit/read-csv.ts';
import { runCli } from '../testkit/run-cli.ts';
import { spendEvent } from '../testkit/spend-events.ts';

const RECONCILIATION = `{ reconciliation { ok checks {
  name measure left right difference ok differing places { where left right difference } } } }`;

const ROLLUPS = 'events = rollups';
const TOTALS = 'events of customers = customer totals';
const HOURS = 'rollups on three levels = sums by hour';
const MONTHS = 'rollups = sums by month';
const BUDGETS = 'events of each budget = budget counters';
const INVOICES = 'events of customers = invoices + unbilled';
const LINES = 'usage of invoices = quantities of their lines';

const DAY_MS = 86_400_000;

let api: Api;

/** February and March of two customers are billed, what was recorded later is not; two budgets count. */
beforeAll(async () => {
  api = await startApi({ now: '2026-04-20T12:00:00Z', keepEventsMs: 45 * DAY_MS });
  const events = randomSpend({
    ...{ count: 300, from: '2026-02-01T00:00:00Z', days: 75, apiKeyIds: [], seed: 7 },
  });
  await api.record(events.slice(0, 200));
  const { data, errors } = await api.graphql(`mutation {
    all: setBudget(input: { scope: {}, limit: "1000", period: "total" }) { userErrors { message } }
    acme: setBudget(input: { scope: { customer: "acme" }, limit: "50" }) { userErrors { message } }
    generateInvoices(customers: ["acme", "bob"]) { made }
  }`);
  expect(errors).toBeUndefined();
  expect(data.generateInvoices.made).toBe(4);
  await api.record(events.slice(200));
});
afterAll(() => api[Symbol.asyncDispose]());

async function reconcile(): Promise<{ ok: boolean; checks: ReconciliationCheck[] }> {
  const { data, errors } = await api.graphql(RECONCILIATION);
  expect(errors).toBeUndefined();
  return data.reconciliation;
}

/** The checks that fail, as `name: measure`. */
async function failing(): Promise<[string[], ReconciliationCheck[]]> {
  const { ok, checks } = await reconcile();
  const failed = checks.filter((check) => !check.ok);
  expect(ok).toBe(failed.length === 0);
  return [failed.map(({ name, measure }) => `${name}: ${measure}`), failed];
}

const OF_ACME = `dimension_id in (select id from usage_dimension where customer_external_id = 'acme')`;
const ONE_ROLLUP = `(dimension_id, bucket_start) = (
  select dimension_id, bucket_start from usage_rollup where ${OF_ACME} order by bucket_start, dimension_id limit 1)`;
const ONE_HOUR = `(part_id, bucket_start) = (
  select part_id, bucket_start from usage_hour where level = 'CALL' order by bucket_start, part_id limit 1)`;
const ONE_MONTH = `customer_external_id = 'acme' and bucket_start = '2026-02-01Z'`;
const ONE_DRAFT = `id = (select id from invoice where customer_external_id = 'acme' order by period_start limit 1)`;
const ONE_LINE = `id = (select l.id from invoice_line l join invoice i on i.id = invoice_id
  where l.unit = 'USD at cost' order by i.customer_external_id, i.period_start, position limit 1)`;

/** The clocks of Los Angeles leap in it, and its days in Asia begin within hours. */
const SPAN = { from: '2026-02-20', to: '2026-03-20' };
const NAMES = [
  'calls',
  'failedCalls',
  'cacheHits',
  'inputTokens',
  'outputTokens',
  'reasoningTokens',
];

type Total = readonly [day: string, model: string, counts: readonly number[], charge: string];

async function inSql(timeZone: string): Promise<Total[]> {
  const { rows } = await api.pool.query(
    `select (occurred_at at time zone $1)::date::text as day, model, array[count(*),
       count(*) filter (where status = 'failed'), count(*) filter (where cached_input_tokens > 0),
       sum(input_tokens), sum(output_tokens), sum(reasoning_tokens)]::integer[] as counts,
       trim_scale(coalesce(sum(charge), 0))::text as charge
     from spend_event
     where (occurred_at at time zone $1)::date >= $2 and (occurred_at at time zone $1)::date < $3
     group by 1, 2`,
    [timeZone, SPAN.from, SPAN.to],
  );
  return inOrder(rows.map(({ day, model, counts, charge }) => [day, model, counts, charge]));
}

interface Row {
  readonly key: readonly [string, string];
  readonly totals: Readonly<Record<string, number>> & {
    readonly charge: { readonly amount: string };
  };
}

const totalsOf = (rows: readonly Row[]) =>
  inOrder(
    rows.map(({ key, totals }) => [
      ...key,
      NAMES.map((name) => totals[name] ?? -1),
      totals.charge.amount,
    ]),
  );

function inOrder(totals: Total[]): Total[] {
  return totals.toSorted((a, b) => (`${a[0]} ${a[1]}` < `${b[0]} ${b[1]}` ? -1 : 1));
}

async function inGraphql(timeZone: string): Promise<Total[]> {
  const { data } = await api.graphql(
    `query ($range: RangeInput!) { usage(range: $range, groupBy: [DAY, MODEL]) {
      rows(first: 100) { nodes { key totals { ${NAMES.join(' ')} charge { amount } } } } } }`,
    { range: { ...SPAN, timeZone } },
  );
  return totalsOf(data.usage.rows.nodes);
}

async function inCsv(timeZone: string): Promise<Total[]> {
  const query = new URLSearchParams([
    ...Object.entries({ ...SPAN, timeZone }),
    ['groupBy', 'DAY'],
    ['groupBy', 'MODEL'],
  ]);
  const rows = readCsv(await (await api.download(`/exports/usage.csv?${query}`)).text());
  const columns = NAMES.map((name) =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
  return inOrder(
    rows.map((row) => [
      ...([row['day'] ?? '', row['model'] ?? ''] as const),
      columns.map((column) => Number(row[column])),
      row['charge'] ?? '',
    ]),
  );
}

async function onTheCommandLine(timeZone: string): Promise<Total[]> {
  const { from, to } = SPAN;
  const args = ['spend', '--group-by', 'day,model', '--from', from, '--to', to];
  const ran = await runCli(api.url, [...args, '--time-zone', timeZone, '--limit', '100', '--json']);
  expect(ran.stderr).toBe('');
  return totalsOf(JSON.parse(ran.stdout).rows);
}

describe('reconciliation', () => {
  test('agrees, and its sides are what was recorded', async () => {
    const { ok, checks } = await reconcile();
    expect(checks.filter((check) => !check.ok)).toEqual([]);
    expect(ok).toBe(true);
    const { rows } = await api.pool.query(
      'select trim_scale(sum(charge))::text as charge, count(*)::text as calls from spend_event',
    );
    const sides = Object.fromEntries(
      checks.map(({ name, measure, left, right }) => [`${name}: ${measure}`, [left, right]]),
    );
    const { charge, calls } = rows[0];
    expect(sides[`${ROLLUPS}: charge`]).toEqual([charge, charge]);
    expect(sides[`${ROLLUPS}: calls`]).toEqual([calls, calls]);
    expect(new Set(checks.map(({ name }) => name))).toEqual(
      new Set([ROLLUPS, TOTALS, HOURS, MONTHS, BUDGETS, INVOICES, LINES]),
    );
  });

  test.each([
    [
      'a rollup',
      `update usage_rollup set charge = charge + 0.000000000001, calls = calls + 2 where ${ONE_ROLLUP}`,
      `update usage_rollup set charge = charge - 0.000000000001, calls = calls - 2 where ${ONE_ROLLUP}`,
      [ROLLUPS, HOURS, MONTHS].flatMap((name) => [`${name}: calls`, `${name}: charge`]),
      { where: expect.stringMatching(/^2026-0\d-\d\d, customer acme, model /), difference: '-2' },
    ],
    [
      'two totals of customers, in exchange',
      `update customer_total set cost = cost + case customer_external_id when 'acme' then 1 else -1 end
       where customer_external_id in ('acme', 'bob')`,
      `update customer_total set cost = cost - case customer_external_id when 'acme' then 1 else -1 end
       where customer_external_id in ('acme', 'bob')`,
      [`${TOTALS}: cost`],
      { where: 'customer acme', difference: '-1' },
    ],
    [
      'a sum by hour',
      `update usage_hour set cost = cost + 1 where ${ONE_HOUR}`,
      `update usage_hour set cost = cost - 1 where ${ONE_HOUR}`,
      [`${HOURS}: cost`],
      { where: expect.stringMatching(/^2026-0\d-\d\d, model .*, provider /), difference: '-1' },
    ],
    [
      'a sum by month',
      `update customer_month set input_tokens = input_tokens + 1 where ${ONE_MONTH}`,
      `update customer_month set input_tokens = input_tokens - 1 where ${ONE_MONTH}`,
      [`${MONTHS}: input_tokens`],
      { where: '2026-02, customer acme', difference: '-1' },
    ],
    [
      'the calls of an invoice',
      `update invoice set calls = calls + 3 where ${ONE_DRAFT}`,
      `update invoice set calls = calls - 3 where ${ONE_DRAFT}`,
      [`${INVOICES}: calls`],
      { where: 'customer acme', difference: '-3' },
    ],
    [
      'a line of an invoice',
      `update invoice_line set quantity = quantity + 1, exact = (quantity + 1) * unit_price where ${ONE_LINE}`,
      `update invoice_line set quantity = quantity - 1, exact = (quantity - 1) * unit_price where ${ONE_LINE}`,
      [`${LINES}: cost`],
      {
        where: expect.stringMatching(/^draft from 2026-02-01, customer acme, model /),
        difference: '-1',
      },
    ],
  ])('names %s that was changed, and by how much', async (_, breaks, mends, names, place) => {
    await api.pool.query(breaks);
    const [failed, checks] = await failing();
    expect(failed).toEqual(names);
    expect(checks[0]?.places[0]).toMatchObject(place);
    await api.pool.query(mends);
    expect((await failing())[0]).toEqual([]);
  });

  test('names rows that two invoices bill', async () => {
    await api.pool.query(
      `update invoice set covers_from = '-infinity', after_sequence = -1
       where customer_external_id = 'bob' and period_start >= '2026-03-01'`,
    );
    const [failed, checks] = await failing();
    expect(failed).toContain(`${INVOICES}: charge`);
    const charge = checks.find(({ name, measure }) => name === INVOICES && measure === 'charge');
    expect(charge).toMatchObject({ differing: 1, places: [{ where: 'customer bob' }] });
    await api.pool.query(
      `update invoice i set covers_from = b.period_end, after_sequence = b.until_sequence
       from invoice b where b.customer_external_id = 'bob' and i.customer_external_id = 'bob'
         and b.period_end = i.period_start`,
    );
    expect((await failing())[0]).toEqual([]);
  });

  test('lost rollups and totals are told by the command as well, and made anew by it', async () => {
    const command = (...args: string[]) =>
      runCli(api.url, ['reconcile', ...args], { DATABASE_URL: api.database.url });
    await api.pool.query(`delete from usage_rollup where ${OF_ACME}`);
    await api.pool.query(`delete from customer_total where customer_external_id = 'zoë'`);
    expect((await failing())[0]).toEqual(
      expect.arrayContaining([`${ROLLUPS}: charge`, `${TOTALS}: charge`, `${TOTALS}: calls`]),
    );
    const told = await command();
    expect(told.code).toBe(1);
    expect(told.stdout).toMatch(/ {4}customer zoë: \d+ against 0, \d+\n/);
    expect(await command('--rebuild')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Everything agrees'),
    });
    expect((await failing())[0]).toEqual([]);
  });

  test.each(['UTC', 'Asia/Kolkata', 'Asia/Kathmandu', 'America/Los_Angeles'])(
    'by day and model in %s totals are the same from SQL, GraphQL, CSV and the command line, rollups made anew or not',
    async (timeZone) => {
      const expected = await inSql(timeZone);
      expect(expected.length).toBeGreaterThan(20);
      expect(await inGraphql(timeZone)).toEqual(expected);
      expect(await inCsv(timeZone)).toEqual(expected);
      expect(await onTheCommandLine(timeZone)).toEqual(expected);
      await api.pool.query('delete from usage_rollup');
      await rebuildRollups(api.pool);
      expect(await inGraphql(timeZone)).toEqual(expected);
    },
  );

  test('names the counter of a budget, and everything else, that an event has passed by', async () => {
    const event = spendEvent({ customerExternalId: 'acme', occurredAt: api.clock.now() });
    const row = { ...JSON.parse(encodeSpendEvent(event)), calls: 1, sequence: 1 };
    await api.pool.query(
      `insert into spend_event
       select (jsonb_populate_record(e, $1)).* from spend_event e order by sequence, call_id limit 1`,
      [JSON.stringify(row)],
    );
    const [failed, checks] = await failing();
    expect(failed).toEqual(
      expect.arrayContaining([`${ROLLUPS}: charge`, `${TOTALS}: calls`, `${BUDGETS}: charge`]),
    );
    expect(checks.find(({ name }) => name === BUDGETS)).toMatchObject({
      difference: '0.002',
      differing: 2,
      places: expect.arrayContaining([
        {
          where: 'budget of customer acme, since 2026-04-01T00:00:00.000Z',
          difference: '0.001',
          left: expect.any(String),
          right: expect.any(String),
        },
      ]),
    });
    expect(failed.filter((name) => name.startsWith(INVOICES))).toEqual([]);
  });
});

const RETENTION = `{ retention { keepHours oldestMonth oldestMonthGoesAt lastRunAt
  held { month reason months } nextRun { at months } lastDrop { at months { month calls } } } }`;

describe('retention', () => {
  test('tells what goes next, and after each run what went, and what stays and why', async () => {
    const retention = async () => (await api.graphql(RETENTION)).data.retention;
    const old = new Date('2025-11-30T23:59:59.999Z');
    await api.record([
      spendEvent({ customerExternalId: 'free', occurredAt: old }),
      spendEvent({ customerExternalId: 'free', occurredAt: old, attempt: 1 }),
    ]);
    expect(await retention()).toMatchObject({ nextRun: null, held: null, lastRunAt: null });
    api.keeping.start();
    expect(await retention()).toEqual({
      ...{ keepHours: 1080, lastRunAt: null, lastDrop: null, held: null },
      oldestMonth: '2025-11-01',
      oldestMonthGoesAt: '2026-01-15T00:00:00.000Z',
      nextRun: { at: '2026-04-20T12:00:30.000Z', months: ['2025-11-01', '2026-02-01'] },
    });
    await api.keeping.run();
    const at = '2026-04-20T12:00:00.000Z';
    const after = {
      ...{ keepHours: 1080, lastRunAt: at },
      oldestMonth: '2026-02-01',
      oldestMonthGoesAt: '2026-04-15T00:00:00.000Z',
      nextRun: { at: '2026-04-20T12:00:30.000Z', months: [] },
      lastDrop: { at, months: [{ month: '2025-11-01', calls: 2 }] },
    };
    const held = {
      month: '2026-02-01',
      reason: expect.stringMatching(/^calls of .+ yet$/),
      months: 1,
    };
    expect(await retention()).toEqual({ ...after, held });

    // A run that drops nothing leaves what was told of the one before.
    api.clock.advance(30 * DAY_MS);
    await api.keeping.run();
    expect(await retention()).toMatchObject({
      lastRunAt: '2026-05-20T12:00:00.000Z',
      lastDrop: after.lastDrop,
    });
  });
});

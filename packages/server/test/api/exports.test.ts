import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pico, parsePico } from '../../src/kernel/index.ts';
import { streamRows } from '../../src/platform/postgres/index.ts';
import { checkFocus } from '../billing/focus-checker.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { randomSpend, sumPico } from '../testkit/random-spend.ts';
import { readCsv } from '../testkit/read-csv.ts';
import { spendEvent } from '../testkit/spend-events.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi({ now: '2026-03-08T20:00:00Z', timeZone: 'Asia/Kolkata' });
  const events = randomSpend({
    count: 300,
    from: '2026-03-01T00:00:00Z',
    days: 8,
    apiKeyIds: [],
    seed: 7,
  });
  await api.record(events);
  await api.pool.query(
    `update customer set name = '=HYPERLINK("http://evil")' where external_id = 'bob'`,
  );
});
afterAll(() => api[Symbol.asyncDispose]());

const readLines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
const pico = (text: string) => parsePico(text) as Pico;

async function download(path: string) {
  const response = await api.download(path);
  expect(response.status).toBe(200);
  return { response, text: await response.text() };
}

const RESOLVED = 'range { startsAt firstDay lastDay timeZone billedCustomer }';
const REPORT = `query ($groupBy: [UsageGroup!]!, $filter: UsageFilter) {
  usage(range: { preset: LAST_7_DAYS }, groupBy: $groupBy, filter: $filter) {
    csvPath rows(first: 100) { nodes {
      key totals { calls failedCalls unpricedCalls inputTokens outputTokens cost { amount } charge { amount } } } }
  }
}`;

describe('usage.csv', () => {
  test.each([
    [['CUSTOMER'], {}],
    [['MODEL', 'DAY'], { customers: ['acme', 'zoë'] }],
    [['TAG'], { tags: ['team:a'] }],
    [[], {}],
  ])('has the very rows of the report by %j filtered by %j', async (groupBy, filter) => {
    const { data } = await api.graphql(REPORT, { groupBy, filter });
    const { text } = await download(data.usage.csvPath);
    const file = readCsv(text).map((row) => [
      ...[row['calls'], row['failed_calls'], row['unpriced_calls'], row['input_tokens']],
      ...[row['output_tokens'], row['cost'], row['charge'], row['currency']],
    ]);
    const report = data.usage.rows.nodes.map(
      ({
        totals,
      }: {
        totals: Record<string, number> & { cost: { amount: string }; charge: { amount: string } };
      }) => [
        ...[
          totals['calls'],
          totals['failedCalls'],
          totals['unpricedCalls'],
          totals['inputTokens'],
        ].map(String),
        ...[String(totals['outputTokens']), totals.cost.amount, totals.charge.amount, 'USD'],
      ],
    );
    expect(file).toEqual(report);
  });

  test('says in its name what it holds, and in its header the same words for ever', async () => {
    const { response, text } = await download(
      '/exports/usage.csv?groupBy=CUSTOMER&from=2026-03-01&to=2026-04-01',
    );
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="usage_customer_2026-03-01_2026-03-31_Asia-Kolkata.csv"',
    );
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(text.split('\r\n')[0]).toBe(
      'customer_external_id,customer_name,calls,failed_calls,unpriced_calls,estimated_calls,' +
        'input_tokens,cached_input_tokens,output_tokens,reasoning_tokens,cost,charge,currency,margin,cache_hits,cache_write_tokens',
    );
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  test('marks what a spreadsheet would run', async () => {
    const rows = readCsv(
      (await download('/exports/usage.csv?groupBy=CUSTOMER&preset=LAST_30_DAYS')).text,
    );
    const byId = new Map(rows.map((row) => [row['customer_external_id'], row['customer_name']]));
    expect(byId.has("'=SUM(A1)")).toBe(true);
    expect(byId.get('bob')).toBe(`'=HYPERLINK("http://evil")`);
  });

  test.each([
    '',
    '?preset=NEVER',
    '?preset=TODAY&groupBy=PLANET',
    '?preset=TODAY&apiKey=x',
    '?from=2026-01-01',
  ])('%j is refused in words', async (query) => {
    const response = await api.download(`/exports/usage.csv${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { code: 'BAD_USER_INPUT', message: expect.any(String) },
    });
  });
});

describe('events.csv', () => {
  test('has every event of the range once, unpriced ones without amounts', async () => {
    const { rows } = await api.pool.query(
      'select count(*) as count, count(cost) as priced from spend_event',
    );
    const file = readCsv((await download('/exports/events.csv')).text);
    expect(file).toHaveLength(rows[0].count);
    expect(new Set(file.map((row) => row['call_id'])).size).toBe(file.length);
    expect(file.filter((row) => row['cost'] !== '' && row['unpriced'] === 'false')).toHaveLength(
      rows[0].priced,
    );
    expect(file[0]?.['occurred_at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test('marks tags and takes the filters of the list', async () => {
    const file = readCsv(
      (await download('/exports/events.csv?status=FAILED&tag=%3Dcmd()&preset=LAST_30_DAYS')).text,
    );
    expect(file.length).toBeGreaterThan(0);
    expect(file.every((row) => row['status'] === 'failed' && row['tags']?.includes('=cmd()'))).toBe(
      true,
    );
    expect(file.some((row) => row['tags']?.startsWith("'=cmd()"))).toBe(true);
  });

  test('says how to download what a search finds, filters of every kind included', async () => {
    const filter = {
      ...{ providers: ['openai'], tagKeys: ['env'], statuses: ['SUCCEEDED', 'FAILED'] },
      ...{ charge: { min: '1', max: '9.5' }, durationMs: { min: 1 }, unpriced: false },
    };
    const { data } = await api.graphql(
      `query ($filter: SpendEventFilter) {
        spendEvents(first: 100, range: { preset: LAST_30_DAYS }, filter: $filter) {
          csv: exportPath jsonl: exportPath(format: JSONL) nodes { callId charge { amount } }
        } }`,
      { filter },
    );
    const found = data.spendEvents.nodes.map((node: { callId: string }) => node.callId);
    expect(found.length).toBeGreaterThan(0);
    const csv = readCsv((await download(data.spendEvents.csv)).text);
    expect(csv.map((row) => row['call_id'])).toEqual(found);
    expect(readLines((await download(data.spendEvents.jsonl)).text)).toEqual(
      data.spendEvents.nodes.map(
        ({ callId, charge }: { callId: string; charge: { amount: string } }) =>
          expect.objectContaining({
            call_id: callId,
            charge: charge.amount,
            tags: expect.any(Array),
          }),
      ),
    );
  });

  test.each(['durationMsMin=x', 'chargeMin=much', 'callId=1', 'status=late', 'costMax=%20'])(
    '%s is refused in words',
    async (query) => {
      const response = await api.download(`/exports/events.csv?${query}`);
      expect(response.status).toBe(400);
    },
  );

  test('of more events than one batch is complete, and of one moment', async () => {
    const before = readCsv((await download('/exports/events.csv')).text).length;
    const at = new Date('2026-03-08T00:00:00Z');
    const more = Array.from({ length: 2_500 }, () =>
      spendEvent({ occurredAt: at, customerExternalId: 'bulk' }),
    );
    await api.record(more);
    expect(readCsv((await download('/exports/events.csv')).text)).toHaveLength(before + 2_500);
  });
});

test('events as FOCUS 1.2 conform to it, and add up to what all cost', async () => {
  const lines = [
    { kind: 'input', quantity: 10, unitPrice: pico('0.000002'), per: 1n, amount: pico('0.00002') },
    {
      kind: 'output_ms',
      quantity: 7,
      unitPrice: pico('0.01'),
      per: 60n,
      amount: pico('0.001166666666'),
    },
  ];
  const cost = pico('0.001186666666');
  const occurredAt = new Date('2024-02-29T23:59:59.999Z');
  await api.record([
    spendEvent({ ...{ occurredAt, cost, charge: cost, lines }, tags: ['env:a:b', '=x'] }),
    spendEvent({ occurredAt, cost: pico('0'), charge: pico('0') }),
  ]);
  const { text } = await download('/exports/events_focus_1_2.csv');
  const rows = readCsv(text);
  expect(checkFocus((text.split('\r\n')[0] ?? '').split(','), rows)).toEqual([]);
  const priced = await api.pool.query('select sum(cost)::text as cost from spend_event');
  const billed = sumPico(rows.map((row) => pico(row['BilledCost'] ?? '')));
  expect(billed).toBe(pico(priced.rows[0].cost));
  expect(rows.slice(-2)).toMatchObject([
    { SkuMeter: 'input', PricingQuantity: '10', PricingUnit: 'Tokens', ListUnitPrice: '0.000002' },
    {
      SkuMeter: 'output_ms',
      PricingQuantity: '1',
      ConsumedQuantity: '7',
      BilledCost: '0.001166666666',
    },
  ]);
  expect(rows.at(-1)).toMatchObject({
    ...{ BillingPeriodStart: '2024-02-01T00:00:00Z', BillingPeriodEnd: '2024-03-01T00:00:00Z' },
    ...{ SubAccountId: 'acme', Tags: '{"env":"a:b","=x":true}' },
  });
});

describe('a query that would not narrow a file as it was meant to', () => {
  test.each([
    ['usage.csv?customers=acme', 'There is no parameter "customers" here; there are preset, from'],
    ['usage.jsonl?unpriced=true', 'There is no parameter "unpriced"'],
    ['usage.csv?startsAt=2026-03-01T00:00&endsAt=2026-03-02T00:00Z', 'startsAt must be an instant'],
    ['usage.csv?latency=1', 'latency must be true or false'],
    ['events.csv?groupBy=CUSTOMER', 'There is no parameter "groupBy"'],
    ['events.csv?endsAt=yesterday', 'endsAt must be an instant such as 2026-03-01T00:00:00Z'],
    ['events_focus_1_2.csv?unpriced=yes', 'unpriced must be true or false'],
    ['audit.csv?from=2026-03-01T00:00', 'from and to must be instants such as'],
    ['audit.csv?since=2026-03-01', 'There is no parameter "since"'],
    ['invoice_summary.csv?customers=acme', 'There is no parameter "customers"'],
    [`usage.csv?${'x'.repeat(5_000)}=1`, `There is no parameter "${'x'.repeat(100)}" here`],
  ])('is refused: %s', async (query, message) => {
    const response = await api.download(`/exports/${query}`);
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    expect([response.status, error.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(error.message).toContain(message);
  });
});

test('a reader that leaves gives its database connection back', async () => {
  for (let i = 0; i < 12; i += 1) {
    const response = await api.download('/exports/events.csv');
    await response.body?.cancel();
  }
  await expect.poll(() => api.pool.totalCount - api.pool.idleCount).toBe(0);
  await expect
    .poll(async () => (await api.download('/exports/events.csv?preset=TODAY')).status)
    .toBe(200);
});

test('a fault in the middle of a query comes after the rows before it, and not to a reader that left', async () => {
  const failsAt = 'select n, 1 / (501 - n) from generate_series(1, 1000) as n';
  const read: number[] = [];
  const readAll = async () => {
    for await (const rows of streamRows<{ n: number }>(api.pool, failsAt, []))
      read.push(...rows.map(({ n }) => n));
  };
  await expect(readAll()).rejects.toThrow('division by zero');
  expect(read).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
  let last = 0;
  for await (const rows of streamRows<{ n: number }>(api.pool, failsAt, [])) {
    last = rows.at(-1)?.n ?? 0;
    if (last === 500) break;
  }
  expect(last).toBe(500);
  expect(api.pool.totalCount - api.pool.idleCount).toBe(0);
});

describe('a billing period', () => {
  const PERIOD = `query ($preset: RangePreset!, $filter: UsageFilter, $events: SpendEventFilter) {
    usage(range: { preset: $preset }, filter: $filter) { csvPath ${RESOLVED} totals { calls } }
    spendEventHistogram(range: { preset: $preset }, filter: $events) { ${RESOLVED} calls }
    spendEvents(range: { preset: $preset }, filter: $events, first: 100) { exportPath nodes { callId } }
  }`;

  beforeAll(async () => {
    const input = {
      name: 'Acme',
      cadence: 'ANCHORED',
      anchorDay: 5,
      timeZone: 'America/Los_Angeles',
    };
    const answer = await api.graphql(
      `mutation ($input: BillingProfileInput!) {
        setBillingProfile(customer: "acme", expectedRevision: 0, input: $input) { userErrors { message } } }`,
      { input },
    );
    expect(answer.data.setBillingProfile.userErrors).toEqual([]);
  });

  const OWN = {
    startsAt: '2026-03-05T08:00:00.000Z',
    firstDay: '2026-03-05',
    lastDay: '2026-04-04',
    timeZone: 'America/Los_Angeles',
    billedCustomer: 'acme',
  };
  const MONTH = {
    startsAt: '2026-02-28T18:30:00.000Z',
    firstDay: '2026-03-01',
    lastDay: '2026-03-31',
    timeZone: 'Asia/Kolkata',
    billedCustomer: null,
  };

  test.each([
    ['of one customer is its own', ['acme'], OWN],
    ['of two customers is a calendar month', ['acme', 'bob'], MONTH],
    ['of everybody is a calendar month', [], MONTH],
  ])('%s, in reports, in the search and in both files', async (_, customers, range) => {
    const filter = { customers };
    const variables = { preset: 'CURRENT_BILLING_PERIOD', filter, events: filter };
    const { usage, spendEventHistogram, spendEvents } = (await api.graphql(PERIOD, variables)).data;
    expect(usage.range).toEqual(range);
    expect(spendEventHistogram.range).toEqual(range);
    const { calls } = usage.totals;
    const report = readCsv((await download(usage.csvPath)).text);
    const search = readCsv((await download(spendEvents.exportPath)).text);
    expect(calls).toBeGreaterThan(0);
    expect([spendEventHistogram.calls, Number(report[0]?.['calls']), search.length]).toEqual([
      calls,
      calls,
      calls,
    ]);
  });

  test('is their own for a customer at their portal, who filters by nothing', async () => {
    const issued = await api.graphql(`mutation { issueApiToken(idempotencyKey: "portal",
      input: { name: "portal", scope: PORTAL, customer: "acme" }) { secret } }`);
    const portal = { bearer: issued.data.issueApiToken.secret };
    const { data } = await api.graphql(
      `{ usage(range: { preset: CURRENT_BILLING_PERIOD }) { ${RESOLVED} }
         spendEventHistogram(range: { preset: CURRENT_BILLING_PERIOD }) { ${RESOLVED} } }`,
      {},
      portal,
    );
    expect(data).toEqual({ usage: { range: OWN }, spendEventHistogram: { range: OWN } });
  });
});

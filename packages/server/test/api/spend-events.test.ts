import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pico, parsePico } from '../../src/kernel/index.ts';
import type { SpendEvent } from '../../src/metering/index.ts';
import { encodeId } from '../../src/platform/opaque/index.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { spendEvent } from '../testkit/spend-events.ts';

const EVENTS = `query ($first: Int!, $after: String, $range: RangeInput, $filter: SpendEventFilter, $orderBy: SpendEventOrder) {
  spendEvents(first: $first, after: $after, range: $range, filter: $filter, orderBy: $orderBy) {
    nodes { id callId attempt occurredAt status unpriced cost { amount } }
    pageInfo { endCursor hasNextPage }
  }
}`;

const pico = (text: string) => parsePico(text) as Pico;

/** Seven events in one millisecond, then one a minute. */
const events: SpendEvent[] = Array.from({ length: 20 }, (_, i) =>
  spendEvent({
    attempt: 1 + (i % 2),
    occurredAt: new Date(Date.parse('2026-03-01T12:00:00Z') + Math.max(0, i - 6) * 60_000),
    status: i % 3 === 0 ? 'failed' : 'succeeded',
    model: i % 2 === 0 ? 'gpt-4o' : 'sonar',
    provider: i % 2 === 0 ? 'openai' : 'perplexity',
    route: i % 6 === 0 ? 'embeddings' : 'chat.completions',
    errorCode: i % 3 === 0 ? (i % 2 === 0 ? 'upstream_500' : 'timed_out') : null,
    durationMs: 100 * (i % 5),
    tags: i % 4 === 0 ? ['a', 'b'] : ['a', `job:${i % 3}`],
    customerExternalId: i % 5 === 0 ? null : 'acme',
    ...(i % 7 === 0
      ? { cost: null, charge: null }
      : { cost: pico(`0.00${i % 4}`), charge: pico(`0.0${i % 4}`) }),
  }),
);

let api: Api;
beforeAll(async () => {
  api = await startApi({ now: '2026-03-01T13:00:00Z' });
  await api.record(events);
});
afterAll(() => api[Symbol.asyncDispose]());

async function list(variables: object = {}) {
  const answer = await api.graphql(EVENTS, {
    first: 100,
    orderBy: 'OCCURRED_DESC',
    ...variables,
  });
  expect(answer.errors).toBeUndefined();
  return answer.data.spendEvents;
}

const latestFirst = (a: SpendEvent, b: SpendEvent) =>
  b.occurredAt.getTime() - a.occurredAt.getTime() || (a.callId < b.callId ? 1 : -1);

async function callIds(variables: object = {}): Promise<string[]> {
  return (await list(variables)).nodes.map((node: { callId: string }) => node.callId);
}

describe('the list of spend events', () => {
  test('is latest first, also within one millisecond, page by page while more arrive', async () => {
    const expected = events.toSorted(latestFirst).map((event) => event.callId);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page = await list({ first: 3, after });
      seen.push(...page.nodes.map((node: { callId: string }) => node.callId));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      await api.record([
        spendEvent({ customerExternalId: 'late', occurredAt: new Date('2026-03-01T12:59:00Z') }),
      ]);
    } while (after !== null);
    expect(seen).toEqual(expected);
  });

  test.each<[object, (event: SpendEvent, index: number) => boolean]>([
    [{ statuses: ['FAILED'] }, (event) => event.status === 'failed'],
    [
      { models: ['sonar'], customers: ['acme'] },
      (e) => e.model === 'sonar' && e.customerExternalId === 'acme',
    ],
    [{ tags: ['a', 'b'] }, (event) => event.tags.includes('b')],
    [{ tagKeys: ['job'] }, (event) => event.tags.some((tag) => tag.startsWith('job:'))],
    [{ tagKeys: ['a'] }, () => false],
    [{ providers: ['perplexity'] }, (event) => event.provider === 'perplexity'],
    [{ endpoints: ['embeddings'] }, (event) => event.route === 'embeddings'],
    [{ errorText: 'STREAM_5' }, (event) => event.errorCode === 'upstream_500'],
    [{ errorText: '%' }, () => false],
    [{ durationMs: { min: 100, max: 200 } }, (e) => e.durationMs >= 100 && e.durationMs <= 200],
    [{ cost: { max: '0.001' } }, (event) => event.cost !== null && event.cost <= pico('0.001')],
    [
      { charge: { min: '0.02', max: '0.02' } },
      (event) => event.charge !== null && event.charge === pico('0.02'),
    ],
    [{ unpriced: true }, (event) => event.cost === null],
    [{ unpriced: false, statuses: ['FAILED'] }, (e) => e.cost !== null && e.status === 'failed'],
    [{ callId: events[3]?.callId.toUpperCase() }, (event) => event === events[3]],
    [{ apiKeys: [encodeId('ApiKey', '00000000-0000-7000-8000-000000000000')] }, () => false],
  ])('filtered by %j', async (filter, holds) => {
    const expected = events
      .filter(holds)
      .toSorted(latestFirst)
      .map((event) => event.callId);
    const recorded = new Set(events.map((event) => event.callId));
    expect((await callIds({ filter })).filter((id) => recorded.has(id))).toEqual(expected);
  });

  test.each<[string, (event: SpendEvent) => number | bigint | null]>([
    ['DURATION_DESC', (event) => event.durationMs],
    ['CHARGE_DESC', (event) => event.charge],
  ])('in order of %s, page by page', async (orderBy, value) => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page = await list({ first: 3, after, orderBy, filter: { tags: ['a'] } });
      seen.push(...page.nodes.map((node: { callId: string }) => node.callId));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    const known = new Map(events.map((event) => [event.callId, event]));
    const sorted = seen.map((callId) => known.get(callId) as SpendEvent);
    const expected = events
      .filter((event) => value(event) !== null)
      .toSorted((a, b) => {
        const [left, right] = [value(a) ?? 0, value(b) ?? 0];
        return left === right ? (a.callId < b.callId ? 1 : -1) : left < right ? 1 : -1;
      });
    expect(sorted).toEqual(expected);
  });

  test('keeps to its range', async () => {
    expect(await callIds({ range: { preset: 'YESTERDAY' } })).toEqual([]);
    expect((await callIds({ range: { preset: 'TODAY' } })).length).toBeGreaterThanOrEqual(20);
  });

  test('an unpriced event has no amount, never zero', async () => {
    const { nodes } = await list({ filter: { unpriced: true } });
    expect(nodes[0]).toMatchObject({ unpriced: true, cost: null });
  });

  test.each([
    [{ filter: { callId: 'abc' } }, 'callId must be a whole call id'],
    [
      { after: Buffer.from('["2026-99-99 00:00:00+00","x",1]').toString('base64url') },
      'after is not a cursor of this list',
    ],
    [{ filter: { cost: { min: '0.0000000000001' } } }, 'cost is between amounts of dollars'],
    [{ filter: { durationMs: { max: 3e9 } } }, 'durationMs is between milliseconds'],
    [{ filter: { errorText: '' } }, 'errorText is text of at most 200 characters'],
    [{ filter: { tiers: ['x'] } }, 'tiers holds something that is no tier'],
  ])('%j is bad input', async (variables, message) => {
    const { errors } = await api.graphql(EVENTS, { first: 1, ...variables });
    expect(errors?.[0]).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT' } });
  });
});

describe('the histogram of a search', () => {
  test.each([
    {},
    { models: ['sonar'] },
    { tagKeys: ['job'], customers: ['acme'] },
    { statuses: ['FAILED'] },
    { durationMs: { min: 200 } },
    { errorText: 'timed', providers: ['perplexity'] },
  ])('adds up to what the list of %j holds', async (filter) => {
    await expectToAddUp({ preset: 'TODAY' }, filter);
  });

  test.each([
    ['LAST_HOUR', { preset: 'LAST_HOUR' }, 60],
    [
      'a slice within quarters of an hour',
      { startsAt: '2026-03-01T12:01:00Z', endsAt: '2026-03-01T12:07:00Z' },
      6,
    ],
  ])('adds up minute by minute in %s', async (_, range, minutes) => {
    expect(await expectToAddUp(range, {})).toHaveLength(minutes);
  });

  async function expectToAddUp(range: object, filter: object) {
    const { data, errors } = await api.graphql(
      `query ($range: RangeInput!, $filter: SpendEventFilter) {
        spendEventHistogram(range: $range, filter: $filter) {
          calls failedCalls charge { amount }
          buckets { startsAt calls failedCalls charge { amount } }
        }
        spendEvents(first: 100, range: $range, filter: $filter) {
          nodes { occurredAt status charge { amount } }
        }
      }`,
      { range, filter },
    );
    expect(errors).toBeUndefined();
    const events: Event[] = data.spendEvents.nodes;
    const { buckets, ...whole } = data.spendEventHistogram;
    expect(shown(whole)).toEqual(sumOf(events));
    for (const [i, bucket] of buckets.entries()) {
      const until = buckets[i + 1]?.startsAt ?? '9999';
      const inside = events.filter(
        ({ occurredAt }) => occurredAt >= bucket.startsAt && occurredAt < until,
      );
      expect(shown(bucket)).toEqual(sumOf(inside));
    }
    return buckets;
  }

  interface Event {
    readonly occurredAt: string;
    readonly status: string;
    readonly charge: { readonly amount: string } | null;
  }

  const sumOf = (events: readonly Event[]) => ({
    calls: events.length,
    failedCalls: events.filter(({ status }) => status === 'FAILED').length,
    charge: events.reduce((sum, { charge }) => sum + pico(charge?.amount ?? '0'), 0n),
  });

  const shown = (sums: { calls: number; failedCalls: number; charge: { amount: string } }) => ({
    calls: sums.calls,
    failedCalls: sums.failedCalls,
    charge: pico(sums.charge.amount),
  });
});

test('one event, with the other attempts at its call', async () => {
  const first = spendEvent({ status: 'failed', errorCode: 'timed_out' });
  const second = spendEvent({ callId: first.callId, attempt: 2 });
  await api.record([first, second]);
  const id = (attempt: number) => encodeId('SpendEvent', `${first.callId}:${attempt}`);
  const ask = async (of: string) => {
    const { data } = await api.graphql(
      'query ($id: ID!) { spendEvent(id: $id) { status attempts { id status } corrections { id } } }',
      { id: of },
    );
    return data.spendEvent;
  };
  const attempts = [
    { id: id(1), status: 'FAILED' },
    { id: id(2), status: 'SUCCEEDED' },
  ];
  expect(await ask(id(2))).toEqual({ status: 'SUCCEEDED', attempts, corrections: [] });
  for (const none of [id(3), id(0), encodeId('ApiKey', `${first.callId}:1`), 'x']) {
    expect(await ask(none)).toBeNull();
  }
});

test('one event explained: budgets it counts against, credit it is paid from, the invoice that bills it', async () => {
  const customer = 'explained';
  const event = spendEvent({
    customerExternalId: customer,
    occurredAt: new Date('2026-02-10T00:00:00Z'),
  });
  const unbilled = spendEvent({ customerExternalId: customer, occurredAt: api.clock.now() });
  await api.record([event, unbilled]);
  const made = await api.graphql(`mutation {
    ofModel: setBudget(input: { scope: { customer: "${customer}", model: "gpt-4o" }, limit: "10" }) { userErrors { code } }
    ofOther: setBudget(input: { scope: { customer: "other" }, limit: "10" }) { userErrors { code } }
    generateInvoices(customers: ["${customer}"]) { run { invoices { nodes { id } } } userErrors { message } }
  }`);
  expect(made.errors).toBeUndefined();
  const [{ id: invoice }] = made.data.generateInvoices.run.invoices.nodes;
  const explain = async ({ callId }: SpendEvent) => {
    const { data, errors } = await api.graphql(
      `query ($id: ID!) { spendEvent(id: $id) {
        budgets { scope { key } state { posted { amount } } }
        prepaidWallet { available { amount } }
        billing { invoice { id status } lines { model exact { amount } } } } }`,
      { id: encodeId('SpendEvent', `${callId}:1`) },
    );
    expect(errors).toBeUndefined();
    return data.spendEvent;
  };
  const lines = [{ model: 'gpt-4o', exact: { amount: '0.001' } }];
  expect(await explain(event)).toEqual({
    budgets: [
      {
        scope: { key: `customer=${customer}&model=gpt-4o` },
        state: { posted: { amount: '0.001' } },
      },
    ],
    prepaidWallet: null,
    billing: { invoice: { id: invoice, status: 'DRAFT' }, lines },
  });
  const { errors } = await api.graphql(`mutation {
    grantCredit(input: { customer: "${customer}", name: "Credit", amount: "1", currency: "USD" }, idempotencyKey: "1") { userErrors { code } }
    setPrepaid(customer: "${customer}", isPrepaid: true, expectedRevision: 0) { userErrors { code } }
  }`);
  expect(errors).toBeUndefined();
  expect(await explain(unbilled)).toMatchObject({
    budgets: [{ scope: { key: `customer=${customer}&model=gpt-4o` } }],
    prepaidWallet: { available: { amount: '0.998' } },
    billing: null,
  });
});

test('a customer cannot search by what they are not shown', async () => {
  const { secret } = (
    await api.graphql(
      'mutation { issueApiToken(idempotencyKey: "portal", input: { name: "p", scope: PORTAL, customer: "acme" }) { secret } }',
    )
  ).data.issueApiToken;
  const search = (filter: object) =>
    api.graphql(
      EVENTS.replace('cost { amount }', 'charge { amount }'),
      { first: 1, filter, orderBy: 'CHARGE_DESC' },
      { bearer: secret },
    );
  for (const [name, value] of Object.entries({
    providers: ['openai'],
    cost: { min: '0' },
    errorText: 'x',
    tagKeys: ['job'],
  })) {
    expect((await search({ [name]: value })).errors?.[0]).toMatchObject({
      message: `You may not filter by ${name}`,
      extensions: { code: 'BAD_USER_INPUT' },
    });
  }
  expect((await search({ models: ['sonar'], charge: { min: '0' } })).errors).toBeUndefined();
});

test('each line of an event multiplies out exactly', async () => {
  const event = spendEvent({
    cost: pico('0.00000123'),
    charge: pico('0.00000246'),
    lines: [
      {
        kind: 'input',
        quantity: 3,
        unitPrice: pico('0.00000041'),
        per: 1n,
        amount: pico('0.00000123'),
      },
    ],
  });
  await api.record([event]);
  const { data } = await api.graphql(
    `query ($filter: SpendEventFilter) { spendEvents(filter: $filter) { nodes {
      id cost { amount currency } charge { amount } lines { kind quantity unitPrice amount } } } }`,
    { filter: { callId: event.callId } },
  );
  expect(data.spendEvents.nodes).toEqual([
    {
      id: encodeId('SpendEvent', `${event.callId}:1`),
      cost: { amount: '0.00000123', currency: 'USD' },
      charge: { amount: '0.00000246' },
      lines: [{ kind: 'input', quantity: 3, unitPrice: '0.00000041', amount: '0.00000123' }],
    },
  ]);
});

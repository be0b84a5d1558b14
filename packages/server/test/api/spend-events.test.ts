import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pico, parsePico } from '../../src/kernel/index.ts';
import type { SpendEvent } from '../../src/metering/index.ts';
import { encodeId } from '../../src/platform/opaque/index.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { spendEvent } from '../testkit/spend-events.ts';

const EVENTS = `query ($first: Int!, $after: String, $range: RangeInput, $filter: SpendEventFilter) {
  spendEvents(first: $first, after: $after, range: $range, filter: $filter) {
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
    tags: i % 4 === 0 ? ['a', 'b'] : ['a'],
    customerExternalId: i % 5 === 0 ? null : 'acme',
    ...(i % 7 === 0 ? { cost: null, charge: null } : {}),
  }),
);

let api: Api;
beforeAll(async () => {
  api = await startApi({ now: '2026-03-01T13:00:00Z' });
  await api.record(events);
});
afterAll(() => api[Symbol.asyncDispose]());

async function list(variables: object = {}) {
  const answer = await api.graphql(EVENTS, { first: 100, ...variables });
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
    [{ tags: ['a', 'b'] }, (event) => event.tags.length === 2],
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
  ])('%j is bad input', async (variables, message) => {
    const { errors } = await api.graphql(EVENTS, { first: 1, ...variables });
    expect(errors?.[0]).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT' } });
  });
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

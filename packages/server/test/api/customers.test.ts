import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pico, parsePico } from '../../src/kernel/index.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { spendEvent } from '../testkit/spend-events.ts';

const CUSTOMERS = `query ($first: Int!, $after: String, $search: String, $range: RangeInput, $orderBy: CustomerOrder!) {
  customers(first: $first, after: $after, search: $search, range: $range, orderBy: $orderBy) {
    nodes { externalId name totals(range: $range) { calls charge { amount } } }
    edges { cursor node { externalId } }
    pageInfo { endCursor hasNextPage }
    totalCount { value capped }
  }
}`;

let api: Api;
beforeAll(async () => {
  api = await startApi({ now: '2026-03-10T12:00:00Z' });
  await api.record([
    spend('acme', '5', '2026-03-10T01:00:00Z'),
    spend('acme', '1', '2026-02-01T00:00:00Z'),
    spend('Bob_1', '2', '2026-03-10T02:00:00Z'),
    spend('bobX1', '2', '2026-03-09T00:00:00Z'),
    spend('100%', '100', '2026-01-01T00:00:00Z'),
    spend('zoë', '0.000000000001', '2026-03-10T03:00:00Z'),
  ]);
  await api.pool.query(`update customer set name = 'Acme Ltd' where external_id = 'acme'`);
});
afterAll(() => api[Symbol.asyncDispose]());

function spend(customerExternalId: string, dollars: string, at: string) {
  const amount = parsePico(dollars) as Pico;
  return spendEvent({ customerExternalId, cost: amount, charge: amount, occurredAt: new Date(at) });
}

async function list(variables: object = {}) {
  const answer = await api.graphql(CUSTOMERS, { first: 50, orderBy: 'SPEND_DESC', ...variables });
  expect(answer.errors).toBeUndefined();
  return answer.data.customers;
}

async function names(variables: object = {}): Promise<string[]> {
  return (await list(variables)).nodes.map((node: { externalId: string }) => node.externalId);
}

async function allPages(variables: object, between: () => Promise<unknown> = async () => null) {
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page = await list({ ...variables, first: 2, after });
    seen.push(...page.nodes.map((node: { externalId: string }) => node.externalId));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    await between();
  } while (after !== null);
  return seen;
}

describe('the list of customers', () => {
  test('is ordered by spend in the range, and those without any come last', async () => {
    expect(await names({ range: { preset: 'TODAY' } })).toEqual([
      'acme',
      'Bob_1',
      'zoë',
      '100%',
      'bobX1',
    ]);
    expect(await names()).toEqual(['100%', 'acme', 'Bob_1', 'bobX1', 'zoë']);
  });

  test('has the totals of each for the range that is asked for', async () => {
    const { nodes } = await list({ range: { preset: 'TODAY' } });
    expect(nodes[0]).toEqual({
      externalId: 'acme',
      name: 'Acme Ltd',
      totals: { calls: 1, charge: { amount: '5' } },
    });
    expect(nodes[2].totals.charge.amount).toBe('0.000000000001');
    expect(nodes[4].totals).toEqual({ calls: 0, charge: { amount: '0' } });
  });

  test('can be ordered by id and by when they were last seen', async () => {
    expect(await names({ orderBy: 'EXTERNAL_ID_ASC' })).toEqual([
      '100%',
      'Bob_1',
      'acme',
      'bobX1',
      'zoë',
    ]);
    expect(await names({ orderBy: 'LAST_SEEN_DESC' })).toEqual([
      'zoë',
      'Bob_1',
      'acme',
      'bobX1',
      '100%',
    ]);
  });

  test.each([
    ['BOB', ['Bob_1', 'bobX1']],
    ['b_1', ['Bob_1']],
    ['0%', ['100%']],
    ['ltd', ['acme']],
    ['\\', []],
    ['a\0b', []],
  ])('search for %j takes signs as they are', async (search, expected) => {
    expect(await names({ search })).toEqual(expected);
    expect((await list({ search })).totalCount).toEqual({ value: expected.length, capped: false });
  });

  test.each(['SPEND_DESC', 'EXTERNAL_ID_ASC', 'LAST_SEEN_DESC'])(
    'in pages by %s misses and repeats nobody while others arrive',
    async (orderBy) => {
      const before = await names({ orderBy });
      let newcomers = 0;
      const arrive = () => {
        newcomers += 1;
        return api.record([spend(`new-${orderBy}-${newcomers}`, '0', '2025-01-01T00:00:00Z')]);
      };
      const seen = await allPages({ orderBy }, arrive);
      expect(seen.filter((name) => before.includes(name))).toEqual(before);
    },
  );

  test('a cursor of another order is refused', async () => {
    const { pageInfo } = await list({ first: 1 });
    const { errors } = await api.graphql(CUSTOMERS, {
      first: 1,
      orderBy: 'LAST_SEEN_DESC',
      after: pageInfo.endCursor,
    });
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  });
});

test('one customer is found by the id of the caller, exactly', async () => {
  const find = async (externalId: string) =>
    (
      await api.graphql(
        'query ($id: String!) { customer(externalId: $id) { externalId firstSeenAt lastSeenAt } }',
        { id: externalId },
      )
    ).data.customer;
  expect(await find('acme')).toEqual({
    externalId: 'acme',
    firstSeenAt: '2026-02-01T00:00:00.000Z',
    lastSeenAt: '2026-03-10T01:00:00.000Z',
  });
  expect(await find('ACME')).toBeNull();
  expect(await find('a\0')).toBeNull();
});

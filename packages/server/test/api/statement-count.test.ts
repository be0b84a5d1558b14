import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeId } from '../../src/platform/opaque/index.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { countStatements } from '../testkit/count-statements.ts';
import { OPERATOR, PLAIN_KEY } from '../testkit/people.ts';
import { spendEvent } from '../testkit/spend-events.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  const keys = await Promise.all(Array.from({ length: 40 }, (_, i) => issueKey(`key ${i}`)));
  const teams = await insertMany('team (name, created_at)', "'team ' || i, now()");
  const users = await insertMany('app_user (login, name, role)', "'user ' || i, '', 'MEMBER'");
  await api.record(
    keys.map((apiKeyId, i) =>
      spendEvent({
        apiKeyId,
        customerExternalId: `customer ${i}`,
        teamId: teams[i] ?? null,
        userId: users[i] ?? null,
      }),
    ),
  );
  await limitAll(keys);
});
afterAll(() => api[Symbol.asyncDispose]());

async function issueKey(alias: string): Promise<string> {
  const input = { alias, ...PLAIN_KEY };
  const issued = await api.identity.apiKeys.issue(input, { idempotencyKey: alias, by: OPERATOR });
  if (!issued.ok) throw new Error('not issued');
  return issued.value.apiKey.id;
}

/** A budget of each key and customer, a tier of each customer, and a block of each key. */
async function limitAll(keys: readonly string[]): Promise<void> {
  for (const [i, key] of keys.entries()) {
    const apiKey = encodeId('ApiKey', key);
    const budgets = '[{ limit: "1" }, { limit: "2", period: "daily" }]';
    const { data } = await api.graphql(`mutation {
      a: setBudget(input: { scope: { customer: "customer ${i}" }, limit: "1" }) { budget { id } }
      b: setBudget(input: { scope: { apiKey: "${apiKey}" }, limit: "1" }) { budget { id } }
      c: createTier(input: { name: "tier ${i}", budgets: ${budgets} }) { tier { id } }
      d: block(subject: { apiKey: "${apiKey}" }, reason: "test") { block { since } }
    }`);
    await api.graphql(`mutation {
      assignTier(customers: ["customer ${i}"], tier: "${data.c.tier.id}") { tier { id } }
      raiseBudget(input: { id: "${data.a.budget.id}", amount: "1", until: "2027-01-01T00:00:00Z", reason: "x" },
        idempotencyKey: "${i}") { budget { id } }
    }`);
  }
}

async function insertMany(into: string, values: string): Promise<string[]> {
  const { rows } = await api.pool.query<{ id: string }>(
    `insert into ${into} select ${values} from generate_series(1, 40) as i returning id`,
  );
  return rows.map(({ id }) => id);
}

async function statementsOf(query: string): Promise<number> {
  await api.graphql(query);
  return countStatements(async () => {
    const { errors } = await api.graphql(query);
    expect(errors).toBeUndefined();
  });
}

const TOTALS = 'totals(range: { preset: TODAY }) { charge { amount } }';

test.each([
  [
    'customers with totals',
    6,
    (first: number) =>
      `{ customers(first: ${first}, range: { preset: TODAY }) { nodes { externalId ${TOTALS} } totalCount { value } } }`,
  ],
  [
    'usage rows with customers',
    6,
    (first: number) =>
      `{ usage(range: { preset: TODAY }, groupBy: [CUSTOMER]) { rows(first: ${first}) { nodes { label customer { externalId ${TOTALS} } } } } }`,
  ],
  [
    'usage rows with API keys, totals and series',
    7,
    (first: number) =>
      `{ usage(range: { preset: TODAY }, groupBy: [API_KEY]) { totals { calls } series { label } rows(first: ${first}) { nodes { apiKey { alias } } } } }`,
  ],
  [
    'events with customers and API keys',
    6,
    (first: number) =>
      `{ spendEvents(first: ${first}) { nodes { customer { externalId } apiKey { alias } } } }`,
  ],
  [
    'events with teams and users',
    6,
    (first: number) => `{ spendEvents(first: ${first}) { nodes { team { name } user { name } } } }`,
  ],
  [
    'customers with their tiers, budgets and blocks',
    9,
    (first: number) =>
      `{ customers(first: ${first}) { nodes { tier { name } block { since } budgets { limit { amount } state { status } } } } }`,
  ],
  [
    'budgets with what they are of, where they stand and their history',
    4,
    (first: number) =>
      `{ budgets(first: ${first}) { nodes { scope { apiKey { alias } } tier { name } state { status }
        raises(first: 1) { nodes { reason } } resets(first: 1) { nodes { reason } } } } }`,
  ],
  [
    'tiers with their budgets and customers',
    4,
    (first: number) =>
      `{ tiers(first: ${first}) { nodes { name budgets { kind } customers(first: 2) { nodes { externalId } totalCount { value } } } } }`,
  ],
  [
    'blocks with the names of those who are blocked',
    2,
    (first: number) => `{ blocks(first: ${first}) { nodes { subjectName reason } } }`,
  ],
])('%s take %i statements, however long the page', async (_, expected, query) => {
  const counts = [
    await statementsOf(query(1)),
    await statementsOf(query(10)),
    await statementsOf(query(40)),
  ];
  expect(counts).toEqual([expected, expected, expected]);
});

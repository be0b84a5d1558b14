import { getIntrospectionQuery } from 'graphql';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Api, MASTER_SECRET, startApi } from '../testkit/api-harness.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

async function post(body: unknown, url = api.url) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${MASTER_SECRET}` },
    body: JSON.stringify(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into, not relied upon
  const answer: { status: number; body: any } = {
    status: response.status,
    body: await response.json(),
  };
  return answer;
}

test('an answer tells what the operation cost, and what it may', async () => {
  const query = '{ customers(first: 20) { nodes { id externalId } } }';
  const { body } = await post({ query });
  expect(body.extensions.cost).toEqual({ requested: 61, limit: 10_000 });
});

test('an operation that is too dear, too deep or too wide is refused before it runs', async () => {
  const dear =
    '{ teams(first: 100) { nodes { members(first: 100) { nodes { user { id name } } } } } }';
  const wide = `{ ${Array.from({ length: 21 }, (_, i) => `a${i}: viewer { name }`).join(' ')} }`;
  const ring = 'members(first: 1) { nodes { user { memberships(first: 1) { nodes { team {';
  const deep = `{ team(id: "x") { ${ring} ${ring} id ${'}'.repeat(14)}`;
  for (const query of [dear, wide, deep]) {
    const { status, body } = await post({ query });
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'TOO_COMPLEX']);
    expect(body.data).toBeUndefined();
  }
});

test.each([
  ['a field that is not there', { range: { preset: 'TODAY', nonsense: 1 } }],
  ['another type', { range: 'yesterday' }],
  ['nothing where something is needed', {}],
])('variables with %s are refused as the mistake they are', async (_, variables) => {
  const query = 'query ($range: RangeInput!) { usage(range: $range) { totals { calls } } }';
  const { status, body } = await post({ query, variables });
  expect([status, body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
  expect(body.errors[0].message).toContain('$range');
  expect(api.faults).toEqual([]);
});

test('several operations in one request are refused', async () => {
  const { status } = await post([
    { query: '{ viewer { name } }' },
    { query: '{ viewer { name } }' },
  ]);
  expect(status).toBe(400);
});

test('the schema is told, unless the operator keeps it', async () => {
  const query = getIntrospectionQuery();
  expect((await post({ query })).body.data.__schema.queryType.name).toBe('Query');
  await using closed = await startApi({ introspection: false });
  const { body } = await post({ query }, closed.url);
  expect(body.data).toBeUndefined();
  expect(
    (await post({ query: '{ viewer { name } }' }, closed.url)).body.data.viewer,
  ).not.toBeNull();
});

test('a subscription ends soon after its token was revoked, though nothing happens in it', async () => {
  const ask = async (query: string) => (await post({ query })).body.data;
  const { issueApiToken } = await ask(
    'mutation { issueApiToken(input: { name: "live", scope: VIEWER }, idempotencyKey: "live") { secret apiToken { id } } }',
  );
  const client = createClient({
    url: `${api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${issueApiToken.secret}` },
  });
  const stream = client.iterate({ query: 'subscription { liveSpend { sequence } }' });
  expect((await stream.next()).value.errors).toBeUndefined();
  await ask(
    `mutation { revokeApiToken(id: "${issueApiToken.apiToken.id}") { userErrors { code } } }`,
  );
  const ended = await stream.next().then(
    ({ value, done }) => ({ done: done === true, code: value?.errors?.[0]?.extensions?.code }),
    () => ({ done: true, code: undefined }),
  );
  expect(ended.done || ended.code === 'UNAUTHENTICATED').toBe(true);
  await client.dispose();
});

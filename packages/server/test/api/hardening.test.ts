import { createHash } from 'node:crypto';
import { getIntrospectionQuery } from 'graphql';
import { createClient, type SubscribePayload } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Api, MASTER_SECRET, startApi } from '../testkit/api-harness.ts';
import { LOGIN, signIn } from '../testkit/sign-in.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const BEARER = { authorization: `Bearer ${MASTER_SECRET}` };

async function post(body: unknown, url = api.url, headers: Record<string, string> = BEARER) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
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

describe('operations of the dashboard, by their hash', () => {
  const KNOWN = 'query Who { viewer { name } }';
  const LIVE = 'subscription Live { liveSpend { sequence } }';
  const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
  const extensions = (sha256Hash: unknown) => ({ persistedQuery: { version: 1, sha256Hash } });
  const operations = new Map([KNOWN, LIVE, LOGIN].map((text) => [hashOf(text), text]));

  let only: Api;
  let cookie: string;
  beforeAll(async () => {
    only = await startApi({ persisted: { operations, only: true } });
    cookie = (await signIn(only, { login: 'viewer@x.org', role: 'VIEWER' })).cookie ?? '';
  });
  afterAll(() => only[Symbol.asyncDispose]());

  test('are answered; nothing is added to them by asking', async () => {
    const byHash = (text: string) => post({ extensions: extensions(hashOf(text)) }, only.url);
    expect((await byHash(KNOWN)).body.data.viewer.name).toBe('Master key');
    const other = '{ installation { version } }';
    const whole = await post({ query: other, extensions: extensions(hashOf(other)) }, only.url);
    expect(whole.body.data.installation.version).toBe('test');
    expect((await byHash(other)).body.errors[0].message).toBe('PersistedQueryNotFound');
    for (const wrong of ['__proto__', '', 1, null, [], 'f'.repeat(64)]) {
      const { body } = await post({ extensions: extensions(wrong) }, only.url);
      expect([wrong, body.errors[0].extensions.code]).toEqual([wrong, 'PERSISTED_QUERY_NOT_FOUND']);
    }
    const lie = await post({ query: other, extensions: extensions(hashOf(KNOWN)) }, only.url);
    expect([lie.status, lie.body.data]).toEqual([400, undefined]);
  });

  test('are all that sessions and strangers may ask for, where the operator says so', async () => {
    const known = { query: KNOWN };
    const unknown = { query: '{ customers { nodes { id } } }' };
    for (const headers of [{ cookie }, {}] as const) {
      const { status, body } = await post(unknown, only.url, headers);
      expect([status, body.errors[0].extensions.code]).toEqual([400, 'PERSISTED_QUERY_ONLY']);
      expect((await post(known, only.url, headers)).body.errors).toBeUndefined();
    }
    expect((await post(known, only.url, { cookie })).body.data.viewer.name).toBe('Test');
    expect((await post(unknown, only.url)).body.data.customers.nodes).toEqual([]);
    const wrong = { cookie, authorization: 'Bearer wrong' };
    const refused = await post(unknown, only.url, wrong);
    expect(refused.body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });

  test('are subscribed to by hash as well, and told their cost', async () => {
    class WithCookie extends WebSocket {
      constructor(address: string, protocols: string) {
        super(address, protocols, { headers: { cookie } });
      }
    }
    const client = createClient({
      ...{ url: `${only.url.replace('http', 'ws')}/graphql`, webSocketImpl: WithCookie },
      retryAttempts: 0,
    });
    const first = async (payload: SubscribePayload) => {
      const stream = client.iterate(payload);
      const answer = await stream.next().catch((error: unknown) => ({ value: { errors: error } }));
      await stream.return?.();
      return answer.value;
    };
    const live = await first({ query: '', extensions: extensions(hashOf(LIVE)) });
    expect(live).toMatchObject({
      data: { liveSpend: {} },
      extensions: { cost: { requested: 2, limit: 10_000 } },
    });
    expect((await first({ query: LIVE })).data.liveSpend).toBeDefined();
    for (const [payload, code] of [
      [{ query: '', extensions: extensions('f'.repeat(64)) }, 'PERSISTED_QUERY_NOT_FOUND'],
      [{ query: 'subscription { liveSpend { sequence } }' }, 'PERSISTED_QUERY_ONLY'],
      [{ query: LIVE, extensions: extensions(hashOf(KNOWN)) }, 'BAD_USER_INPUT'],
    ] as const) {
      expect((await first(payload)).errors).toMatchObject([{ extensions: { code } }]);
    }
    await client.dispose();
  });
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

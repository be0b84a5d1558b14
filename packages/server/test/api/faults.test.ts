import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Api, MASTER_SECRET, startApi } from '../testkit/api-harness.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await api.pool.query('alter table spend_event rename to hidden_detail');
  await api.pool.query('alter table user_session rename to hidden_session');
});
afterAll(() => api[Symbol.asyncDispose]());

const INTERNAL = {
  message: 'Internal error',
  extensions: { code: 'INTERNAL', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
};

test('a fault of ours says no more than which request to ask about', async () => {
  const answer = await api.graphql('{ spendEvents { nodes { id } } }');
  expect(answer.errors).toMatchObject([INTERNAL]);
  expect(JSON.stringify(answer)).not.toMatch(/spend_event|stacktrace|relation/);
  expect(String(api.faults.at(-1))).toContain('spend_event');
});

test('nor while finding out who asks', async () => {
  const answer = await api.graphql('{ viewer { name } }', {}, { cookie: 'tollgate_session=x' });
  expect(answer.errors).toMatchObject([INTERNAL]);
  expect(JSON.stringify(answer)).not.toMatch(/user_session|relation/);
});

test('nor over a socket', async () => {
  class Socket extends WebSocket {
    constructor(url: string, protocols: string | string[]) {
      super(url, protocols, { headers: { cookie: 'tollgate_session=x' } });
    }
  }
  const client = createClient({
    url: `${api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: Socket,
    retryAttempts: 0,
  });
  const stream = client.iterate({ query: 'subscription { liveSpend { sequence } }' });
  await expect(stream.next()).rejects.toMatchObject([INTERNAL]);
  await client.dispose();
});

test('what the caller did wrong is told in full', async () => {
  const code = async (query: string) => (await api.graphql(query)).errors?.[0]?.extensions['code'];
  expect(await code('{')).toBe('GRAPHQL_PARSE_FAILED');
  expect(await code('{ nothing }')).toBe('GRAPHQL_VALIDATION_FAILED');
  const aliases = Array.from({ length: 21 }, (_, i) => `a${i}: viewer { name }`);
  expect((await api.graphql(`{ ${aliases} }`)).errors?.[0]?.message).toContain('20 aliases');
  const deep =
    '{ customers(first: 100) { nodes { totals { cost { amount } } } edges { node { totals { cost { amount } charge { amount } } } } } }';
  expect(await code(deep)).toBeUndefined();
});

test('a form on another page cannot send an operation', async () => {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', authorization: `Bearer ${MASTER_SECRET}` },
    body: '{"query":"{ viewer { name } }"}',
  });
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect((await fetch(`${api.url}/graphql?query={viewer{name}}`)).status).toBe(404);
});

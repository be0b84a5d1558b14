import { expect, test } from 'vitest';
import { MASTER } from '../testkit/gateway-harness.ts';
import { startPair, tokens } from '../testkit/gateway-pair.ts';
import { whole } from '../testkit/scripted-upstream.ts';

const ANSWER = whole(200, { choices: [], ...tokens(7, 3) });

test('every attempt carries the tags of its call and of its own deployment', async () => {
  const { upstream, harness, chat } = await startPair({ deployment: { tags: ['region:eu', 'a'] } });
  upstream.will(ANSWER);
  await chat({ tags: ['a', 'env:prod'] });
  expect(await harness.events()).toEqual([
    expect.objectContaining({ tags: ['a', 'env:prod', 'region:eu'] }),
  ]);
});

test('what names customer, tags, session and trace is recorded, and what is ours goes no further', async () => {
  const { upstream, harness, chat } = await startPair({
    attribution: { customerHeaders: ['x-openwebui-user-id'], tagHeaders: ['x-project'] },
  });
  upstream.will(ANSWER);
  await chat(
    {
      tags: ['env:prod'],
      metadata: { tags: ['cost-center:7'], keep: '1' },
      litellm_metadata: { tags: ['x'] },
      litellm_session_id: 's',
      litellm_trace_id: 't',
    },
    {
      headers: {
        'x-openwebui-user-id': 'acme',
        'x-project': 'search',
        'x-tollgate-call-id': 'mine',
        'user-agent': 'agent/1',
      },
    },
  );
  expect(await harness.events()).toEqual([
    expect.objectContaining({
      customer_external_id: 'acme',
      tags: ['cost-center:7', 'env:prod', 'x', 'x-project:search'],
      session_id: 's',
      trace_id: 't',
      client_call_id: 'mine',
      user_agent: 'agent/1',
    }),
  ]);
  const [seen] = upstream.seen;
  expect(JSON.parse(seen?.body ?? '')).toEqual({
    model: 'real',
    messages: [{ role: 'user', content: 'hi' }],
    metadata: { keep: '1' },
  });
  for (const name of ['x-openwebui-user-id', 'x-project', 'x-tollgate-call-id']) {
    expect(seen?.headers).not.toHaveProperty(name);
  }
});

test('a call without a customer is refused where one is required, before the upstream is called', async () => {
  const { upstream, harness, chat } = await startPair({ attribution: { requiresCustomer: true } });
  upstream.will(ANSWER);
  expect((await chat()).status).toBe(400);
  expect((await chat({ user: 'acme' })).status).toBe(200);
  expect(upstream.seen).toHaveLength(1);
  expect(await harness.events()).toHaveLength(1);
});

test('a key bound to a customer spends for no other, by whatever source another is named', async () => {
  const { upstream, harness, chat } = await startPair({
    keys: { 'sk-test': { ...MASTER, boundCustomer: 'acme' } },
    attribution: { customerHeaders: ['x-mapped'] },
  });
  upstream.will(ANSWER);
  for (const [body, headers] of [
    [{ user: 'mallory' }, {}],
    [{ safety_identifier: 'mallory' }, {}],
    [{ metadata: { user_id: 'mallory' } }, {}],
    [{ litellm_metadata: { user: 'mallory' } }, {}],
    [{}, { 'x-tollgate-customer-id': 'mallory' }],
    [{}, { 'x-litellm-end-user-id': 'mallory' }],
    [{}, { 'x-mapped': 'mallory' }],
    [{ user: 'acme' }, { 'x-mapped': 'mallory' }],
  ] as const) {
    expect((await chat(body, { headers: { ...headers } })).status).toBe(403);
  }
  expect(upstream.seen).toEqual([]);
  expect((await chat()).status).toBe(200);
  expect(await harness.events()).toEqual([
    expect.objectContaining({ customer_external_id: 'acme' }),
  ]);
});

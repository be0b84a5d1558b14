import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parsePico } from '../../../src/kernel/index.ts';
import { budget, rules } from '../../testkit/budget-rules.ts';
import {
  deploymentConfig,
  type GatewayHarness,
  MASTER,
  MemoryResponses,
  startGateway,
} from '../../testkit/gateway-harness.ts';
import { named, startPair } from '../../testkit/gateway-pair.ts';
import {
  chunk,
  type Script,
  STREAM_HEAD,
  startScriptedUpstream,
  stream,
  whole,
} from '../../testkit/scripted-upstream.ts';

const ID = 'resp_1';
const USAGE = { input_tokens: 7, output_tokens: 3, total_tokens: 10 };
const COST = '0.000013';
const response = (status: string, more: object = {}) => ({
  id: ID,
  object: 'response',
  status,
  ...more,
});
const QUEUED = whole(200, response('queued', { background: true, usage: null }));
const RUNNING = whole(200, response('in_progress', { usage: null }));
const DONE = whole(200, response('completed', { usage: USAGE }));
const GONE = whole(404, { error: { message: 'not found' } });

const A = { ...MASTER, id: '00000000-0000-7000-8000-00000000000a' };
const B = { ...MASTER, id: '00000000-0000-7000-8000-00000000000b' };
const TEAM = '00000000-0000-7000-8000-0000000000ee';

async function start(options: Parameters<typeof startPair>[0] = {}) {
  const keys = {
    'sk-test': A,
    'sk-other': B,
    'sk-master': MASTER,
    'sk-team-1': { ...A, id: '00000000-0000-7000-8000-000000000001', teamId: TEAM },
    'sk-team-2': { ...A, id: '00000000-0000-7000-8000-000000000002', teamId: TEAM },
    'sk-bound': {
      ...A,
      id: '00000000-0000-7000-8000-000000000003',
      teamId: TEAM,
      boundCustomer: 'acme',
    },
  };
  const pair = await startPair({ keys, ...options });
  const ask = (method: string, path: string, key = 'sk-test') =>
    fetch(`${pair.harness.url}/v1/responses/${path}`, {
      method,
      headers: { authorization: `Bearer ${key}` },
    });
  const begin = (body: object = {}, key = 'sk-test') =>
    pair.post(
      '/v1/responses',
      { input: 'hi', background: true, ...body },
      { headers: { authorization: `Bearer ${key}` } },
    );
  return { ...pair, ask, begin };
}

describe('a response in the background', () => {
  test('case 21: is charged when its caller first sees its end, and only once', async () => {
    const { upstream, harness, ask, begin } = await start();
    upstream.will(QUEUED, RUNNING, DONE);
    const begun = await begin();
    expect(await begun.json()).toMatchObject({ id: ID, status: 'queued' });
    expect(begun.headers.get('x-tollgate-response-cost')).toBeNull();
    expect((await ask('GET', ID)).status).toBe(200);
    expect(await harness.events()).toEqual([]);
    const done = await ask('GET', ID);
    expect(done.headers.get('x-tollgate-response-cost')).toBe(COST);
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        call_id: begun.headers.get('x-tollgate-call-id'),
        status: 'succeeded',
        usage_source: 'reported',
        api_key_id: A.id,
        cost: COST,
      }),
    ]);
    const again = await Promise.all([ask('GET', ID), ask('GET', ID), ask('GET', ID)]);
    expect(again.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await harness.events()).toEqual([]);
  });

  test('case 21: of many that see its end at once, one records it', async () => {
    const { upstream, harness, ask, begin } = await start();
    upstream.will(QUEUED, DONE);
    await begin();
    await Promise.all(Array.from({ length: 20 }, () => ask('GET', ID)));
    expect(await harness.events()).toHaveLength(1);
  });

  test('case 21: whose caller never comes back is asked for until its end is known', async () => {
    const { upstream, harness, begin, settled } = await start({
      poll: { firstMs: 5, longestMs: 10 },
    });
    upstream.will(QUEUED, RUNNING, whole(503, {}), ({ reset }) => reset(), RUNNING, DONE);
    await begin();
    await settled();
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'succeeded', cost: COST }),
    ]);
    const asked = upstream.seen.slice(1);
    expect(
      asked.every(({ method, path }) => `${method} ${path}` === `GET /v1/responses/${ID}`),
    ).toBe(true);
  });

  test('case 21: that its provider forgets, or never ends, is recorded by the rule for the unknown', async () => {
    for (const [script, poll] of [
      [GONE, { firstMs: 5, longestMs: 5 }],
      [RUNNING, { firstMs: 5, longestMs: 5, giveUpMs: 0 }],
    ] as const) {
      const { upstream, harness, begin, settled } = await start({ poll });
      upstream.will(QUEUED, script);
      await begin({ max_output_tokens: 40 });
      await settled();
      expect(await harness.events()).toEqual([
        expect.objectContaining({
          status: 'unknown',
          usage_source: 'estimated',
          output_tokens: 40,
        }),
      ]);
    }
  });

  test('case 21: failed, incomplete and cancelled are charged for what they used', async () => {
    for (const [status, recorded] of [
      ['failed', 'failed'],
      ['incomplete', 'succeeded'],
      ['cancelled', 'aborted'],
    ]) {
      const { upstream, harness, ask, begin } = await start();
      upstream.will(QUEUED, whole(200, response(status as string, { usage: USAGE })));
      await begin();
      await ask('GET', ID);
      expect(await harness.events()).toEqual([
        expect.objectContaining({ status: recorded, error_code: `response_${status}`, cost: COST }),
      ]);
    }
  });

  test('case 21: cancelled without usage is charged for an estimate of what it had made', async () => {
    const { upstream, harness, ask, begin } = await start();
    const output = [{ type: 'message', content: [{ type: 'output_text', text: 'Hello there' }] }];
    upstream.will(QUEUED, whole(200, response('cancelled', { usage: null, output })));
    await begin();
    const cancelled = await ask('POST', `${ID}/cancel`);
    expect(cancelled.headers.get('x-tollgate-response-cost')).not.toBeNull();
    expect(upstream.seen.at(-1)).toMatchObject({
      method: 'POST',
      path: `/v1/responses/${ID}/cancel`,
    });
    const [event] = await harness.events();
    expect(event).toMatchObject({
      status: 'aborted',
      usage_source: 'estimated',
      output_tokens: 2,
    });
    expect(event?.['input_tokens']).toBeGreaterThan(0);
  });

  test('case 21: is not deleted before what it costs is known', async () => {
    const { upstream, harness, ask, begin } = await start();
    upstream.will(QUEUED, RUNNING);
    await begin();
    const early = await ask('DELETE', ID);
    expect([early.status, early.headers.get('x-should-retry')]).toEqual([409, 'false']);
    upstream.will(DONE, whole(200, { id: ID, deleted: true }));
    expect((await ask('DELETE', ID)).status).toBe(200);
    expect(await harness.events()).toHaveLength(1);
    expect((await ask('GET', ID)).status).toBe(404);
    expect(upstream.seen.at(-1)).toMatchObject({ method: 'DELETE' });
  });

  test('case 21: streamed, goes on when its caller leaves, and is charged in full', async () => {
    const { upstream, harness, begin, ask } = await start();
    upstream.will(async ({ write, untilClosed }) => {
      await write(STREAM_HEAD);
      await write(chunk(named('response.created', { response: response('queued') })));
      await untilClosed();
    }, DONE);
    const aborting = new AbortController();
    const streamed = await fetch(`${harness.url}/v1/responses`, {
      method: 'POST',
      signal: aborting.signal,
      headers: { authorization: 'Bearer sk-test' },
      body: JSON.stringify({ model: 'm', input: 'hi', background: true, stream: true }),
    });
    await streamed.body?.getReader().read();
    aborting.abort();
    await expect
      .poll(async () => (await ask('GET', ID)).headers.get('x-tollgate-response-cost'))
      .toBe(COST);
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'succeeded', usage_source: 'reported', cost: COST }),
    ]);
    upstream.will(stream(named('response.created', { response: response('queued') }), COMPLETED));
    await (await begin({ stream: true })).text();
    expect(await harness.events()).toHaveLength(1);
  });

  const COMPLETED = named('response.completed', {
    response: response('completed', { usage: USAGE }),
    sequence_number: 9,
  });

  test('case 21: is streamed again from where its caller left, and charged at its end', async () => {
    const { upstream, harness, begin, ask } = await start();
    const delta = named('response.output_text.delta', { delta: 'Hi', sequence_number: 8 });
    upstream.will(QUEUED, stream(delta, COMPLETED));
    await begin();
    const again = await ask('GET', `${ID}?stream=true&starting_after=7`);
    expect(again.headers.get('content-type')).toBe('text/event-stream');
    expect(await again.text()).toBe(delta + COMPLETED);
    expect(upstream.seen.at(-1)?.path).toBe(`/v1/responses/${ID}?stream=true&starting_after=7`);
    expect(await harness.events()).toEqual([expect.objectContaining({ cost: COST })]);
  });

  test('case 21: outlives a stop and a crash: the next start goes on with it, at the price of its call', async () => {
    const upstream = await startScriptedUpstream();
    const directory = await mkdtemp(join(tmpdir(), 'gateway-'));
    onTestFinished(async () => {
      await upstream.stop();
      await rm(directory, { recursive: true, force: true });
    });
    const deployment = deploymentConfig({
      id: 'kept',
      modelName: 'm',
      provider: 'custom',
      upstreamModel: 'real',
      apiBase: upstream.baseUrl,
    });
    const options = { directory, deployments: [deployment], keys: { 'sk-test': A } };
    upstream.will(QUEUED);
    const first = await startGateway(options);
    const begun = await fetch(`${first.url}/v1/responses`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-test' },
      body: JSON.stringify({ model: 'm', input: 'hi', background: true, user: 'acme' }),
    });
    const callId = begun.headers.get('x-tollgate-call-id');
    await first.stop();
    upstream.will(DONE);
    const second = await startGateway(options);
    try {
      const headers = { authorization: 'Bearer sk-test' };
      const done = await fetch(`${second.url}/v1/responses/${ID}`, { headers });
      expect(done.headers.get('x-tollgate-response-cost')).toBe(COST);
      expect(await second.events()).toEqual([
        expect.objectContaining({
          call_id: callId,
          customer_external_id: 'acme',
          api_key_id: A.id,
          status: 'succeeded',
          cost: COST,
        }),
      ]);
    } finally {
      await second.stop();
    }
  });

  test('case 21: keeps its money set aside until its end, over a restart too', async () => {
    const upstream = await startScriptedUpstream();
    const directory = await mkdtemp(join(tmpdir(), 'gateway-'));
    onTestFinished(async () => {
      await upstream.stop();
      await rm(directory, { recursive: true, force: true });
    });
    const deployment = deploymentConfig({
      id: 'kept',
      modelName: 'm',
      provider: 'custom',
      upstreamModel: 'real',
      apiBase: upstream.baseUrl,
    });
    const options = {
      directory,
      deployments: [deployment],
      keys: { 'sk-test': A },
      rules: rules({ budgets: [budget({ limit: 1_000_000_000n, scope: { customer: 'acme' } })] }),
    };
    const headers = { authorization: 'Bearer sk-test' };
    const standing = async ({ budgets }: GatewayHarness) => {
      const state = await budgets.state('budget');
      return { posted: state?.postedPico, pending: state?.pendingPico };
    };
    upstream.will(QUEUED);
    const first = await startGateway(options);
    await fetch(`${first.url}/v1/responses`, {
      method: 'POST',
      headers,
      body: JSON.stringify({
        model: 'm',
        input: 'hi',
        background: true,
        user: 'acme',
        max_output_tokens: 100,
      }),
    });
    const before = await standing(first);
    expect(before.posted).toBe(0n);
    expect(before.pending).toBeGreaterThan(200_000_000n);
    await first.stop();
    upstream.will(RUNNING, DONE);
    const second = await startGateway(options);
    try {
      expect(await standing(second)).toEqual(before);
      await fetch(`${second.url}/v1/responses/${ID}`, { headers });
      expect(await standing(second)).toEqual(before);
      await fetch(`${second.url}/v1/responses/${ID}`, { headers });
      expect(await standing(second)).toEqual({ posted: parsePico(COST), pending: 0n });
    } finally {
      await second.stop();
    }
  });

  test('case 21: too many at once are refused before the upstream is called', async () => {
    const { upstream, begin } = await start({ poll: { most: 1 } });
    upstream.will(QUEUED);
    expect((await begin()).status).toBe(200);
    const refused = await begin();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '30']);
    expect(upstream.seen).toHaveLength(1);
  });
});

describe('a response that was made before', () => {
  const stored: Script = whole(200, response('completed', { usage: USAGE }));

  test('case 21: is fetched without being charged again', async () => {
    const { upstream, harness, begin, ask } = await start();
    upstream.will(stored);
    await begin({ background: false });
    expect(await harness.events()).toHaveLength(1);
    const fetched = await ask('GET', ID);
    expect(await fetched.json()).toMatchObject({ id: ID, usage: USAGE });
    const items = await ask('GET', `${ID}/input_items?limit=2`);
    expect(items.status).toBe(200);
    expect(upstream.seen.at(-1)?.path).toBe(`/v1/responses/${ID}/input_items?limit=2`);
    expect(await harness.events()).toEqual([]);
  });

  test('case 21: is its key’s, its team’s and the operator’s, and nobody else’s', async () => {
    const { upstream, begin, ask } = await start();
    upstream.will(stored);
    await begin({ background: false });
    for (const [key, status] of [
      ['sk-test', 200],
      ['sk-master', 200],
      ['sk-other', 404],
      ['sk-team-1', 404],
    ] as const) {
      expect([key, (await ask('GET', ID, key)).status]).toEqual([key, status]);
    }
    upstream.will(whole(200, { ...response('completed', { usage: USAGE }), id: 'resp_2' }));
    await begin({ background: false, user: 'other' }, 'sk-team-1');
    expect((await ask('GET', 'resp_2', 'sk-team-2')).status).toBe(200);
    expect((await ask('GET', 'resp_2', 'sk-bound')).status).toBe(404);
  });

  test.each(['GET', 'DELETE'])(
    'case 21: that nobody made is a 404 for %s, and nothing is asked upstream',
    async (method) => {
      const { upstream, ask } = await start();
      const answer = await ask(method, 'resp_unknown');
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ error: { code: 'response_not_found' } });
      expect(upstream.seen).toEqual([]);
    },
  );

  test('case 21: needs a key, and only the methods it has', async () => {
    const { ask } = await start();
    expect((await ask('GET', ID, 'sk-nope')).status).toBe(401);
    const wrong = await ask('PUT', ID);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, DELETE, OPTIONS']);
    expect((await ask('GET', `${ID}/cancel`)).status).toBe(405);
  });

  test('case 21: is gone on from only by those who may read it, and only where it is kept', async () => {
    const { upstream, begin, post } = await start();
    upstream.will(stored);
    await begin({ background: false });
    const goOn = (key: string, id = ID) =>
      post(
        '/v1/responses',
        { input: 'more', previous_response_id: id },
        { headers: { authorization: `Bearer ${key}` } },
      );
    expect((await goOn('sk-test')).status).toBe(200);
    for (const refused of [await goOn('sk-other'), await goOn('sk-test', 'resp_unknown')]) {
      expect(refused.status).toBe(400);
      expect(await refused.json()).toMatchObject({
        error: { code: 'previous_response_not_found', param: 'previous_response_id' },
      });
    }
    expect(upstream.seen).toHaveLength(2);
  });

  test('case 21: is kept by one account of several, and every call about it goes there', async () => {
    const upstreams = [await startScriptedUpstream(), await startScriptedUpstream()];
    const responseStore = new MemoryResponses();
    const harness = await startGateway({
      responseStore,
      deployments: upstreams.map(({ baseUrl }, index) =>
        deploymentConfig({
          modelName: 'm',
          provider: 'custom',
          apiBase: baseUrl,
          weight: index === 0 ? 1 : 1_000_000,
        }),
      ),
    });
    onTestFinished(async () => {
      await harness.stop();
      for (const upstream of upstreams) await upstream.stop();
    });
    const [rare, usual] = upstreams;
    const ask = (path: string, body?: object) =>
      fetch(`${harness.url}/v1/responses${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: 'Bearer sk-test' },
        ...(body === undefined ? {} : { body: JSON.stringify({ model: 'm', ...body }) }),
      });
    usual?.will(whole(503, {}));
    rare?.will(stored);
    for (let status = 0; status !== 200; ) status = (await ask('', { input: 'hi' })).status;
    usual?.will(stored);
    const before = usual?.seen.length;
    for (let turn = 0; turn < 5; turn += 1) {
      expect((await ask('', { input: 'more', previous_response_id: ID })).status).toBe(200);
      expect((await ask(`/${ID}`)).status).toBe(200);
    }
    expect(usual?.seen.length).toBe(before);
    await expect.poll(() => responseStore.origins.has(ID)).toBe(true);
  });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  deploymentConfig,
  type GatewayHarness,
  type GatewayHarnessOptions,
  startGateway,
} from '../testkit/gateway-harness.ts';
import {
  chunk,
  type ScriptedUpstream,
  STREAM_HEAD,
  startScriptedUpstream,
  whole,
} from '../testkit/scripted-upstream.ts';

let harness: GatewayHarness;
let first: ScriptedUpstream;
let second: ScriptedUpstream;

beforeEach(async () => {
  first = await startScriptedUpstream();
  second = await startScriptedUpstream();
});
afterEach(async () => {
  await harness.stop();
  await first.stop();
  await second.stop();
});

const ANSWER = whole(200, { choices: [], usage: { prompt_tokens: 10, completion_tokens: 5 } });
const at = (upstream: ScriptedUpstream, overrides: object = {}) =>
  deploymentConfig({ modelName: 'm', provider: 'custom', apiBase: upstream.baseUrl, ...overrides });

async function start(options: GatewayHarnessOptions): Promise<void> {
  harness = await startGateway(options);
}

function call(body: object = {}, headers: Record<string, string> = {}) {
  return fetch(`${harness.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-test', 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...body }),
  });
}

describe('retries', () => {
  test('a failed attempt goes on to the next deployment, and each attempt is an event', async () => {
    await start({
      deployments: [at(first, { order: 1 }), at(second, { order: 2 })],
      routing: { retries: 1 },
    });
    first.will(whole(503, { error: {} }));
    second.will(ANSWER);
    expect((await call()).status).toBe(200);
    const events = await harness.events();
    expect(
      events.map((event) => [
        event['attempt'],
        event['status'],
        event['http_status'],
        event['cost'],
      ]),
    ).toEqual([
      [1, 'failed', 503, '0'],
      [2, 'succeeded', 200, '0.00002'],
    ]);
    expect(new Set(events.map((event) => event['call_id'])).size).toBe(1);
  });

  test('as many as the caller asks for, and the last failure is passed on', async () => {
    await start({ deployments: [at(first)], routing: { retries: 0 } });
    first.will(whole(503, '{"last":"one"}', { 'retry-after-ms': '1' }));
    const answer = await call({}, { 'x-litellm-num-retries': '2' });
    expect([answer.status, await answer.text()]).toEqual([503, '{"last":"one"}']);
    expect(await harness.events()).toHaveLength(3);
  });

  test('not of what is wrong in itself', async () => {
    await start({ deployments: [at(first), at(second)], routing: { retries: 3 } });
    first.will(whole(400, { error: {} }));
    second.will(whole(400, { error: {} }));
    expect((await call()).status).toBe(400);
    expect(await harness.events()).toHaveLength(1);
  });

  test('not after the first byte', async () => {
    await start({ deployments: [at(first)], routing: { retries: 3 } });
    first.will(async ({ write, hangUp }) => {
      await write(STREAM_HEAD);
      await write(chunk('data: {"choices":[{"delta":{"content":"hi"}}]}\n\n'));
      hangUp();
    });
    expect(await (await call({ stream: true })).text()).toContain('upstream_failed');
    expect(first.seen).toHaveLength(1);
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'failed', usage_source: 'estimated' }),
    ]);
  });

  test('not when the upstream asks for more patience than a caller has', async () => {
    await start({ deployments: [at(first)], routing: { retries: 3 } });
    first.will(whole(429, { error: {} }, { 'retry-after': '3600' }));
    const answer = await call();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '3600']);
    expect(await harness.events()).toHaveLength(1);
  });

  test('not when the caller has gone', async () => {
    await start({ deployments: [at(first)], routing: { retries: 3 } });
    const caller = new AbortController();
    first.will(async ({ untilClosed }) => {
      caller.abort();
      await untilClosed();
    });
    await expect(
      fetch(`${harness.url}/v1/chat/completions`, {
        method: 'POST',
        signal: caller.signal,
        headers: { authorization: 'Bearer sk-test' },
        body: JSON.stringify({ model: 'm', stream: true, messages: [] }),
      }),
    ).rejects.toThrow();
    await harness.untilSettled();
    expect(first.seen).toHaveLength(1);
    expect(await harness.events()).toEqual([expect.objectContaining({ status: 'aborted' })]);
  });
});

describe('fallbacks', () => {
  test('another model answers for one that does not, at its own price', async () => {
    const dear = { input_cost_per_token: '0.00001', output_cost_per_token: '0.00001' };
    await start({
      deployments: [at(first), at(second, { modelName: 'other', settings: dear })],
      routing: { fallbacks: { m: ['other'] } },
    });
    first.will(whole(500, { error: {} }));
    second.will(ANSWER);
    const answer = await call();
    expect(answer.headers.get('x-tollgate-response-cost')).toBe('0.00015');
    expect((await harness.events()).map((event) => event['cost'])).toEqual(['0', '0.00015']);
  });

  test('a prompt too long for the model goes to one with a wider window', async () => {
    await start({
      deployments: [at(first), at(second, { modelName: 'wide' })],
      routing: { contextWindowFallbacks: { m: ['wide'] }, fallbacks: { m: ['nobody'] } },
    });
    first.will(whole(400, { error: { code: 'context_length_exceeded' } }));
    second.will(ANSWER);
    expect((await call()).status).toBe(200);
  });

  test('that lead in a circle end', async () => {
    await start({
      deployments: [at(first), at(second, { modelName: 'other' })],
      routing: { fallbacks: { m: ['other'], other: ['m'] } },
    });
    first.will(whole(500, { error: {} }));
    second.will(whole(502, { error: {} }));
    expect((await call()).status).toBe(502);
    expect(await harness.events()).toHaveLength(2);
  });
});

describe('cool-down', () => {
  test('a deployment at its limit is left alone for as long as it says', async () => {
    await start({
      deployments: [at(first, { order: 1 }), at(second, { order: 2 })],
      routing: { retries: 1 },
    });
    first.will(whole(429, { error: {} }, { 'retry-after': '60' }));
    second.will(ANSWER);
    for (let i = 0; i < 3; i += 1) expect((await call()).status).toBe(200);
    expect(first.seen).toHaveLength(1);
    expect(second.seen).toHaveLength(3);
  });

  test('when all are cooling, they are tried all the same', async () => {
    await start({ deployments: [at(first)] });
    first.will(whole(429, { error: {} }, { 'retry-after': '60' }), ANSWER);
    expect((await call()).status).toBe(429);
    expect((await call()).status).toBe(200);
  });
});

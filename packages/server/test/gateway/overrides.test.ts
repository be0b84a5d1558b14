import { describe, expect, onTestFinished, test } from 'vitest';
import type { GatewayKey } from '../../src/gateway/index.ts';
import { deploymentConfig, MASTER, startGateway } from '../testkit/gateway-harness.ts';
import { DONE, startPair, text, tokens, usageChunk } from '../testkit/gateway-pair.ts';
import {
  chunk,
  type Script,
  STREAM_HEAD,
  startScriptedUpstream,
  stream,
  whole,
} from '../testkit/scripted-upstream.ts';

const ANSWER = whole(200, { choices: [], ...tokens(7, 3) });
const SILENT: Script = ({ untilClosed }) => untilClosed();
const NO_TIMEOUTS = { connectMs: null, firstByteMs: null, idleMs: null, totalMs: null };
const BUSY = whole(503, {}, { 'retry-after-ms': '1' });

describe('one call', () => {
  test.each([
    ['header', {}, { 'x-tollgate-num-retries': '2' }],
    ['LiteLLM’s header', {}, { 'x-litellm-num-retries': '2' }],
    ['body', { num_retries: 2 }, {}],
    ['header before body', { num_retries: 9 }, { 'x-tollgate-num-retries': '2' }],
  ])('is tried again as often as its %s says', async (_, body, headers) => {
    const { upstream, chat } = await startPair();
    upstream.will(BUSY);
    await chat(body, { headers: { ...headers } });
    expect(upstream.seen).toHaveLength(3);
    expect(upstream.seen[0]?.body).not.toContain('num_retries');
  });

  test.each([['timeout'], ['num_retries'], ['stream_timeout'], ['fallbacks'], ['mock_response']])(
    'is refused when its %s makes no sense',
    async (param) => {
      const { upstream, chat } = await startPair();
      upstream.will(ANSWER);
      for (const value of ['soon', -1, Number.MAX_VALUE, {}, [1], ['']]) {
        const answer = await chat({ [param]: value });
        expect(await answer.json()).toMatchObject({ error: { code: 'invalid_value', param } });
      }
      expect(upstream.seen).toEqual([]);
    },
  );

  test('has the time its body says', async () => {
    const { upstream, chat } = await startPair();
    upstream.will(SILENT);
    expect((await chat({ timeout: 0.1 })).status).toBe(504);
    expect(upstream.seen[0]?.body).not.toContain('timeout');
  });

  test.each([
    [{ stream_timeout: 0.1 }, {}],
    [{}, { 'x-tollgate-stream-timeout': '0.1' }],
    [{}, { 'x-litellm-stream-timeout': '0.1' }],
  ])('that streams puts up with as much silence as it says: %j %j', async (body, headers) => {
    const { upstream, chat } = await startPair();
    upstream.will(async ({ write, untilClosed }) => {
      await write(STREAM_HEAD + chunk(text('Hi')).toString());
      await untilClosed();
    });
    const answer = await chat({ stream: true, ...body }, { headers: { ...headers } });
    expect(await answer.text()).toContain('upstream_timeout');
  });

  test('goes on with the models it names, in place of the operator’s', async () => {
    const { harness, chat, seen } = await startModels();
    for (const [fallbacks, answered] of [
      [['c'], 'c'],
      [[{ model: 'c' }], 'c'],
      [[{ a: ['c'] }], 'c'],
      [undefined, 'b'],
    ] as const) {
      seen.length = 0;
      expect((await chat({ fallbacks })).status).toBe(200);
      expect(seen.at(-1)).toBe(answered);
    }
    expect((await chat({ disable_fallbacks: true })).status).toBe(503);
    expect((await chat({ fallbacks: [] })).status).toBe(503);
    expect((await harness.events()).length).toBe(10);
  });

  test('goes on with no model that its key may not use', async () => {
    const keys = { 'sk-test': { ...MASTER, models: ['a', 'b'] } };
    const { chat, seen } = await startModels(keys);
    const refused = await chat({ fallbacks: ['c'] });
    expect(refused.status).toBe(403);
    expect(seen).toEqual([]);
  });
});

describe('one deployment', () => {
  test('may be given less time than the others, and the next one is tried', async () => {
    const { upstream, harness, chat } = await startPair({
      routing: { retries: 1 },
      deployment: { timeouts: { ...NO_TIMEOUTS, totalMs: 100 } },
    });
    upstream.will(SILENT, ANSWER);
    expect((await chat()).status).toBe(200);
    expect((await harness.events()).map((event) => event['error_code'])).toEqual([
      'upstream_timeout',
      null,
    ]);
  });

  test('case 27: waits for the head of an answer as long as it is told, and longer for its end', async () => {
    const { upstream, chat } = await startPair({ firstByteTimeoutMs: 100, idleTimeoutMs: 60_000 });
    upstream.will(SILENT);
    expect((await chat()).status).toBe(504);
    const head = Promise.withResolvers<void>();
    upstream.will(async (connection, request) => {
      await stream(text('Hi'), usageChunk(7, 3), DONE)(connection, request);
      head.resolve();
    });
    expect(await (await chat({ stream: true })).text()).toContain('[DONE]');
    await head.promise;
  });

  test('may be given less silence than the others', async () => {
    const { upstream, chat } = await startPair({
      deployment: { timeouts: { ...NO_TIMEOUTS, firstByteMs: 100 } },
    });
    upstream.will(SILENT);
    expect((await chat()).status).toBe(504);
  });
});

/** `a` is busy; the operator goes on with `b`. */
async function startModels(keys?: Readonly<Record<string, GatewayKey>>) {
  const upstream = await startScriptedUpstream();
  const seen: string[] = [];
  upstream.will(async (connection, request) => {
    const { model } = JSON.parse(request.body);
    seen.push(model);
    await (model === 'a' ? BUSY : ANSWER)(connection, request);
  });
  const harness = await startGateway({
    ...(keys === undefined ? {} : { keys }),
    routing: { fallbacks: { a: ['b'] } },
    deployments: ['a', 'b', 'c'].map((name) =>
      deploymentConfig({
        modelName: name,
        provider: 'custom',
        upstreamModel: name,
        apiBase: upstream.baseUrl,
      }),
    ),
  });
  onTestFinished(async () => {
    await harness.stop();
    await upstream.stop();
  });
  const chat = (body: object) =>
    fetch(`${harness.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-test' },
      body: JSON.stringify({ model: 'a', messages: [], ...body }),
    });
  return { harness, chat, seen };
}

import OpenAI from 'openai';
import { afterEach, describe, expect, test } from 'vitest';
import {
  deploymentConfig,
  type GatewayHarness,
  type GatewayHarnessOptions,
  startGateway,
} from '../testkit/gateway-harness.ts';

let harness: GatewayHarness;
afterEach(() => harness.stop());

async function start(options: GatewayHarnessOptions = {}): Promise<OpenAI> {
  harness = await startGateway(options);
  return new OpenAI({ baseURL: `${harness.url}/v1`, apiKey: 'sk-test', maxRetries: 0 });
}

const call = (client: OpenAI, extra: object = {}) =>
  client.chat.completions.create({
    model: 'sim/test',
    messages: [{ role: 'user', content: 'hi' }],
    ...extra,
  });

const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
  fetch(`${harness.url}/v1/chat/completions`, {
    method: 'POST',
    body,
    headers: { authorization: 'Bearer sk-test', ...headers },
  });

describe('refusals', () => {
  test.each([
    ['an unknown key', { apiKey: 'sk-nope' }, {}, 401, 'invalid_api_key'],
    ['an unknown model', {}, { model: 'nope' }, 404, 'model_not_found'],
    ['a customer that is not text', {}, { user: 7 }, 400, 'invalid_value'],
    ['a customer with a control character', {}, { user: 'a\u0000b' }, 400, 'invalid_value'],
    ['a customer that is too long', {}, { user: 'x'.repeat(257) }, 400, 'invalid_value'],
    ['tags that are not texts', {}, { tags: [1] }, 400, 'invalid_value'],
    [
      'too many tags',
      {},
      { tags: Array.from({ length: 33 }, (_, i) => String(i)) },
      400,
      'invalid_value',
    ],
  ])(
    '%s: an OpenAI error object, and nothing reaches the upstream',
    async (_, options, extra, status, code) => {
      const client = (await start()).withOptions(options);
      await expect(call(client, extra)).rejects.toMatchObject({ status, code });
      expect(harness.sim.served.calls).toBe(0);
      expect(await harness.events()).toEqual([]);
    },
  );

  test('no key, no JSON, an unknown path, a wrong method, a compressed body: each says what is wrong', async () => {
    await start();
    const answers = [
      await fetch(`${harness.url}/v1/models`),
      await post('{'),
      await post('[]'),
      await post('{"model":"sim/test"}', { 'content-encoding': 'gzip' }),
      await fetch(`${harness.url}/v1/nope`),
      await fetch(`${harness.url}/v1/chat/completions`),
    ];
    const codes = await Promise.all(
      answers.map(async (answer) => [
        answer.status,
        ((await answer.json()) as { error: { code: string } }).error.code,
      ]),
    );
    expect(codes).toEqual([
      [401, 'missing_api_key'],
      [400, 'invalid_body'],
      [400, 'invalid_body'],
      [415, 'unsupported_encoding'],
      [404, 'unknown_route'],
      [405, 'method_not_allowed'],
    ]);
  });

  test('a request past the limit is refused without being kept', async () => {
    await start({ maxRequestBytes: 1_000 });
    const answer = await post(JSON.stringify({ model: 'sim/test', pad: 'x'.repeat(5_000) }));
    expect(answer.status).toBe(413);
  });

  test('a model without a price is refused by default, and run and flagged when asked', async () => {
    const unpriced = deploymentConfig({ settings: {} });
    const client = await start({
      deployments: [unpriced, { ...unpriced, modelName: 'sim/flagged', unpriced: 'flag' }],
    });
    await expect(call(client)).rejects.toMatchObject({ status: 400, code: 'model_not_priced' });
    const { response } = await call(client, { model: 'sim/flagged' }).withResponse();
    expect(response.headers.get('x-tollgate-response-cost')).toBeNull();
    expect(response.headers.get('x-tollgate-unpriced')).toBe('true');
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        model: 'sim/flagged',
        cost: null,
        charge: null,
        price_version: null,
      }),
    ]);
  });

  test('with the journal full no call is let through, and the SDK may try again', async () => {
    const client = await start({ journalMaxBytes: 2_000 });
    for (;;) {
      const refused = await call(client).then(
        () => null,
        (error) => error,
      );
      if (refused === null) continue;
      expect(refused).toMatchObject({ status: 503, code: 'record_unavailable' });
      break;
    }
    const served = harness.sim.served.calls;
    expect(await harness.events()).toHaveLength(served);
  });
});

describe('upstream faults', () => {
  test("the provider's own error passes through, and costs nothing", async () => {
    const client = await start();
    await expect(call(client, { sim: { fail_status: 429 } })).rejects.toMatchObject({
      status: 429,
      code: 'simulated_429',
    });
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        status: 'failed',
        http_status: 429,
        error_code: 'upstream_429',
        cost: '0',
      }),
    ]);
  });

  test('an upstream that cannot be reached is a 502, recorded at no cost', async () => {
    const client = await start({
      deployments: [deploymentConfig({ provider: 'vllm', apiBase: 'http://127.0.0.1:9/v1' })],
    });
    await expect(call(client)).rejects.toMatchObject({ status: 502, code: 'upstream_unreachable' });
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'failed', error_code: 'upstream_unreachable', cost: '0' }),
    ]);
  });

  test('an upstream that breaks off mid-stream ends the stream with an error, billed for what came', async () => {
    const client = await start();
    const stream = await call(client, {
      stream: true,
      sim: { output_tokens: 50, break_after_chunks: 10, chunk_delay_ms: 1 },
    });
    await expect(async () => {
      for await (const _ of stream as unknown as AsyncIterable<unknown>);
    }).rejects.toMatchObject({ code: 'upstream_failed' });
    const [event] = await harness.events();
    expect(event).toMatchObject({ status: 'failed', http_status: 200, usage_source: 'estimated' });
    expect(event?.['output_tokens']).toBeGreaterThan(5);
  });

  test('an upstream that stops short of [DONE] gets none added, and is marked', async () => {
    const client = await start();
    const answer = await post(
      JSON.stringify({
        model: 'sim/test',
        stream: true,
        messages: [{ role: 'user', content: 'hi' }],
        sim: { omit_usage: true, omit_done: true, reply: 'a b c' },
      }),
    );
    expect(await answer.text()).not.toContain('[DONE]');
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        status: 'failed',
        error_code: 'upstream_truncated',
        usage_source: 'estimated',
      }),
    ]);
    expect(client).toBeDefined();
  });

  test('an upstream that says nothing of usage is tokenised and flagged', async () => {
    const client = await start();
    await call(client, { sim: { omit_usage: true, reply: 'The capital of France is Paris.' } });
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'succeeded', usage_source: 'estimated', output_tokens: 7 }),
    ]);
  });

  test('an upstream that is silent for too long is a 504', async () => {
    const client = await start({ idleTimeoutMs: 500 });
    await expect(call(client, { sim: { delay_ms: 30_000 } })).rejects.toMatchObject({
      status: 504,
      code: 'upstream_timeout',
    });
    expect(await harness.events()).toEqual([
      expect.objectContaining({ error_code: 'upstream_timeout' }),
    ]);
  });
});

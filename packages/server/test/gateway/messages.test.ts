import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deploymentConfig, type GatewayHarness, startGateway } from '../testkit/gateway-harness.ts';
import {
  chunk,
  type ScriptedUpstream,
  STREAM_HEAD,
  startScriptedUpstream,
  stream,
  whole,
} from '../testkit/scripted-upstream.ts';

let upstream: ScriptedUpstream;
let harness: GatewayHarness;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  harness = await startGateway({
    deployments: [
      deploymentConfig({
        modelName: 'claude',
        provider: 'anthropic',
        upstreamModel: 'claude-real',
        apiBase: upstream.baseUrl,
        settings: {
          input_cost_per_token: '0.000003',
          output_cost_per_token: '0.000015',
          cache_read_input_token_cost: '0.0000003',
          cache_creation_input_token_cost: '0.00000375',
        },
      }),
    ],
  });
});
afterAll(async () => {
  await harness.stop();
  await upstream.stop();
});

const call = (body: object = {}) =>
  fetch(`${harness.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': 'sk-test', 'content-type': 'application/json', 'anthropic-beta': 'b1' },
    body: JSON.stringify({
      model: 'claude',
      max_tokens: 100,
      messages: [],
      metadata: { user_id: 'acme' },
      ...body,
    }),
  });

const event = (type: string, data: object) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
const START_USAGE = {
  input_tokens: 25,
  cache_creation_input_tokens: 100,
  cache_read_input_tokens: 1000,
  output_tokens: 1,
};
const EVENTS = [
  event('message_start', { message: { id: 'msg', usage: START_USAGE } }),
  event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
  'event: ping\ndata: {"type": "ping"}\n\n',
  event('content_block_delta', {
    index: 0,
    delta: { type: 'text_delta', text: 'message_stop is not the end' },
  }),
  event('message_delta', { delta: { stop_reason: null }, usage: { output_tokens: 7 } }),
  event('message_delta', {
    delta: { stop_reason: 'end_turn' },
    usage: { output_tokens: 15, server_tool_use: { web_search_requests: 0 } },
  }),
  event('message_stop', {}),
];

describe("Anthropic's messages", () => {
  test('counts cached tokens beside the input, and each is priced at its own rate', async () => {
    upstream.will(whole(200, { content: [], usage: { ...START_USAGE, output_tokens: 15 } }));
    const answer = await call();
    // 25 x 3 + 1000 x 0.3 + 100 x 3.75 + 15 x 15 dollars per million
    expect(answer.headers.get('x-tollgate-response-cost')).toBe('0.000975');
    expect(upstream.seen.at(-1)?.headers).toMatchObject({
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'b1',
    });
    expect(upstream.seen.at(-1)?.headers['x-api-key']).toBeUndefined();
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        customer_external_id: 'acme',
        input_tokens: 1125,
        cached_input_tokens: 1000,
        cache_write_tokens: 100,
        output_tokens: 15,
        cost: '0.000975',
      }),
    ]);
  });

  test('streams pass byte for byte, and running totals are taken, not added', async () => {
    upstream.will(stream(...EVENTS));
    const answer = await call({ stream: true });
    expect(await answer.text()).toBe(EVENTS.join(''));
    expect(await harness.events()).toEqual([
      expect.objectContaining({ usage_source: 'reported', output_tokens: 15, cost: '0.000975' }),
    ]);
  });

  test('a stream cut anywhere between two bytes is metered the same', async () => {
    const bytes = Buffer.from(EVENTS.join(''));
    for (let place = 1; place < bytes.length; place += 37) {
      upstream.will(stream(bytes.subarray(0, place), bytes.subarray(place)));
      expect(await (await call({ stream: true })).text()).toBe(EVENTS.join(''));
    }
    const costs = new Set((await harness.events()).map((each) => each['cost']));
    expect(costs).toEqual(new Set(['0.000975']));
  });

  test('a stream that breaks off is billed for what was reported, and ends in an error event', async () => {
    upstream.will(async ({ write, hangUp }) => {
      await write(STREAM_HEAD);
      for (const each of EVENTS.slice(0, 5)) await write(chunk(each));
      hangUp();
    });
    expect(await (await call({ stream: true })).text()).toContain(
      'event: error\ndata: {"type":"error"',
    );
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'failed', usage_source: 'reported', output_tokens: 7 }),
    ]);
  });
});

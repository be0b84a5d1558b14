import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GatewayHarness, startGateway } from '../../testkit/gateway-harness.ts';

let harness: GatewayHarness;
let client: Anthropic;

beforeAll(async () => {
  harness = await startGateway();
  client = new Anthropic({ baseURL: harness.url, apiKey: 'sk-test', maxRetries: 0 });
});
afterAll(() => harness.stop());

const call = {
  model: 'sim/test',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Weather in Paris?' }],
  metadata: { user_id: 'acme' },
};
const sim = (script: object) => ({ sim: script }) as object;
const recorded = (facts: object) => [
  expect.objectContaining({
    route: 'messages',
    status: 'succeeded',
    usage_source: 'reported',
    customer_external_id: 'acme',
    ...facts,
  }),
];

test('a message comes whole, cached input counted in', async () => {
  const script = sim({ reply: 'Sunny', input_tokens: 100, cached_tokens: 60 });
  const message = await client.messages.create({ ...call, ...script });
  expect(message.content).toEqual([{ type: 'text', text: 'Sunny' }]);
  expect(message.usage).toMatchObject({ input_tokens: 40, cache_read_input_tokens: 60 });
  expect(await harness.events()).toEqual(
    recorded({ input_tokens: 100, cached_input_tokens: 60, output_tokens: 1, cost: '0.000102' }),
  );
});

test('a message streams', async () => {
  const script = sim({ reply: 'Sunny all day', input_tokens: 100 });
  const stream = client.messages.stream({ ...call, ...script });
  expect(await stream.finalText()).toBe('Sunny all day');
  expect(await harness.events()).toEqual(
    recorded({ streamed: true, input_tokens: 100, output_tokens: 3, cost: '0.000106' }),
  );
});

test.each([false, true])('a tool is used (streamed: %s)', async (streamed) => {
  const body = {
    ...call,
    tools: [{ name: 'weather', input_schema: { type: 'object' as const } }],
    ...sim({
      tool_call: { name: 'weather', arguments: { city: 'Paris' } },
      input_tokens: 100,
    }),
  };
  const message = streamed
    ? await client.messages.stream(body).finalMessage()
    : await client.messages.create(body);
  expect(message).toMatchObject({
    stop_reason: 'tool_use',
    content: [{ type: 'tool_use', name: 'weather', input: { city: 'Paris' } }],
  });
  expect(await harness.events()).toEqual(
    recorded({ streamed, input_tokens: 100, output_tokens: 4, cost: '0.000108' }),
  );
});

test('counting tokens is recorded, and is free', async () => {
  const counted = await client.messages.countTokens({
    model: call.model,
    messages: call.messages,
    ...sim({ input_tokens: 42 }),
  });
  expect(counted).toEqual({ input_tokens: 42 });
  expect(await harness.events()).toEqual([
    expect.objectContaining({ route: 'messages.count_tokens', input_tokens: 0, cost: '0' }),
  ]);
});

test('a refusal is an error of its own kind', async () => {
  const stranger = new Anthropic({ baseURL: harness.url, apiKey: 'sk-nope', maxRetries: 0 });
  await expect(stranger.messages.create(call)).rejects.toBeInstanceOf(
    Anthropic.AuthenticationError,
  );
  expect(await harness.events()).toEqual([]);
});

import Anthropic from '@anthropic-ai/sdk';
import { jsonSchemaOutputFormat } from '@anthropic-ai/sdk/helpers/json-schema';
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

const PICTURE = `iVBORw0KGgo${'A'.repeat(50_000)}`;

test('a picture is looked at, and is not counted as text', async () => {
  const source = { type: 'base64' as const, media_type: 'image/png' as const, data: PICTURE };
  await client.messages.create({
    ...call,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'image', source },
          { type: 'text', text: 'What is this?' },
        ],
      },
    ],
    ...sim({ reply: 'A cat', input_tokens: 800 }),
  });
  expect(await harness.events()).toEqual(
    recorded({ input_tokens: 800, output_tokens: 2, cost: '0.000804' }),
  );
});

test('an answer has the structure that was asked for', async () => {
  const schema = { type: 'object', properties: { degrees: { type: 'number' } } } as const;
  const message = await client.messages.parse({
    ...call,
    output_config: { format: jsonSchemaOutputFormat(schema) },
    ...sim({ reply: '{"degrees": 21}', input_tokens: 100 }),
  });
  expect(message.parsed_output).toEqual({ degrees: 21 });
  expect(await harness.events()).toEqual(
    recorded({ input_tokens: 100, output_tokens: 2, cost: '0.000104' }),
  );
});

test('a stream that is aborted stops the upstream, its input known exactly', async () => {
  const stream = client.messages.stream({
    ...call,
    max_tokens: 2_000,
    ...sim({ input_tokens: 100, output_tokens: 2_000, chunk_delay_ms: 5 }),
  });
  let pieces = 0;
  stream.on('text', () => {
    pieces += 1;
    if (pieces === 5) stream.abort();
  });
  await expect(stream.finalMessage()).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
  await harness.untilSettled();
  const [event] = await harness.events();
  expect(event).toMatchObject({
    status: 'aborted',
    http_status: 499,
    usage_source: 'estimated',
    input_tokens: 100,
  });
  expect(event?.['output_tokens']).toBeGreaterThan(0);
  expect(event?.['output_tokens']).toBeLessThan(200);
});

test('aborted while it waits for a whole message, it is billed exactly', async () => {
  const abort = new AbortController();
  const answer = client.messages.create(
    { ...call, ...sim({ delay_ms: 100, reply: 'a b c', input_tokens: 10 }) },
    { signal: abort.signal },
  );
  await harness.untilAsked();
  abort.abort();
  await expect(answer).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
  await harness.untilSettled();
  expect(await harness.events()).toEqual(
    recorded({ status: 'aborted', http_status: 499, output_tokens: 3, cost: '0.000016' }),
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

import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { embedMany, generateText, jsonSchema, Output, streamText, tool } from 'ai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GatewayHarness, startGateway } from '../../testkit/gateway-harness.ts';

let harness: GatewayHarness;

beforeAll(async () => {
  harness = await startGateway();
});
afterAll(() => harness.stop());

/** Adds the script to what the client sends. */
const scripted =
  (script: object): typeof fetch =>
  (url, init) =>
    fetch(url, {
      ...init,
      body: JSON.stringify({ ...JSON.parse(String(init?.body)), sim: script }),
    });

const PROVIDERS = {
  'openai-compatible': (script: object) =>
    createOpenAICompatible({
      name: 'tollgate',
      baseURL: `${harness.url}/v1`,
      apiKey: 'sk-test',
      supportsStructuredOutputs: true,
      fetch: scripted(script),
    })('sim/test'),
  anthropic: (script: object) =>
    createAnthropic({
      baseURL: `${harness.url}/v1`,
      apiKey: 'sk-test',
      fetch: scripted(script),
    })('sim/test'),
};

const ROUTES = { 'openai-compatible': 'chat.completions', anthropic: 'messages' };

describe.each(['openai-compatible', 'anthropic'] as const)('%s', (name) => {
  const recorded = (facts: object) => [
    expect.objectContaining({
      route: ROUTES[name],
      status: 'succeeded',
      usage_source: 'reported',
      input_tokens: 10,
      ...facts,
    }),
  ];

  test('generates text', async () => {
    const model = PROVIDERS[name]({ reply: 'Paris it is', input_tokens: 10 });
    const { text, usage } = await generateText({ model, prompt: 'Where?', maxOutputTokens: 50 });
    expect(text).toBe('Paris it is');
    expect(usage).toMatchObject({ inputTokens: 10, outputTokens: 3 });
    expect(await harness.events()).toEqual(recorded({ output_tokens: 3, cost: '0.000016' }));
  });

  test('streams text', async () => {
    const model = PROVIDERS[name]({ reply: 'Paris it is', input_tokens: 10 });
    expect(await streamText({ model, prompt: 'Where?', maxOutputTokens: 50 }).text).toBe(
      'Paris it is',
    );
    expect(await harness.events()).toEqual(
      recorded({ streamed: true, output_tokens: 3, cost: '0.000016' }),
    );
  });

  test('calls a tool', async () => {
    const model = PROVIDERS[name]({
      tool_call: { name: 'weather', arguments: { city: 'Paris' } },
      input_tokens: 10,
    });
    const weather = tool({
      description: 'The weather of a city',
      inputSchema: jsonSchema<{ city: string }>({
        type: 'object',
        properties: { city: { type: 'string' } },
      }),
      execute: () => 'Sunny',
    });
    const { toolCalls } = await generateText({
      model,
      prompt: 'Weather?',
      maxOutputTokens: 50,
      tools: { weather },
    });
    expect(toolCalls).toMatchObject([{ toolName: 'weather', input: { city: 'Paris' } }]);
    expect(await harness.events()).toEqual(recorded({ output_tokens: 4, cost: '0.000018' }));
  });

  test('streams a tool call', async () => {
    const model = PROVIDERS[name]({
      tool_call: { name: 'weather', arguments: { city: 'Paris' } },
      input_tokens: 10,
    });
    const inputSchema = jsonSchema<{ city: string }>({ type: 'object' });
    const { toolCalls } = streamText({
      model,
      prompt: 'Weather?',
      maxOutputTokens: 50,
      tools: { weather: tool({ inputSchema }) },
    });
    expect(await toolCalls).toMatchObject([{ toolName: 'weather', input: { city: 'Paris' } }]);
    expect(await harness.events()).toEqual(
      recorded({ streamed: true, output_tokens: 4, cost: '0.000018' }),
    );
  });

  test('looks at a picture', async () => {
    const model = PROVIDERS[name]({ reply: 'A cat', input_tokens: 10 });
    const picture = new Uint8Array(50_000);
    picture.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const { text } = await generateText({
      model,
      maxOutputTokens: 50,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'file', data: picture, mediaType: 'image/png' },
          ],
        },
      ],
    });
    expect(text).toBe('A cat');
    expect(await harness.events()).toEqual(recorded({ output_tokens: 2, cost: '0.000014' }));
  });

  test('answers in a given structure', async () => {
    const script =
      name === 'anthropic'
        ? { tool_call: { name: 'json', arguments: { degrees: 21 } }, input_tokens: 10 }
        : { reply: '{"degrees": 21}', input_tokens: 10 };
    const schema = jsonSchema<{ degrees: number }>({
      type: 'object',
      properties: { degrees: { type: 'number' } },
    });
    const { output } = await generateText({
      model: PROVIDERS[name](script),
      prompt: 'Weather?',
      maxOutputTokens: 50,
      output: Output.object({ schema }),
    });
    expect(output).toEqual({ degrees: 21 });
    expect(await harness.events()).toEqual(recorded({}));
  });

  test('aborts a stream, and pays for what came', async () => {
    const abort = new AbortController();
    const { textStream } = streamText({
      model: PROVIDERS[name]({ input_tokens: 10, output_tokens: 2_000, chunk_delay_ms: 5 }),
      prompt: 'Go on',
      maxOutputTokens: 2_000,
      abortSignal: abort.signal,
    });
    let pieces = 0;
    for await (const _ of textStream) {
      pieces += 1;
      if (pieces === 5) abort.abort();
    }
    await harness.untilSettled();
    const [event] = await harness.events();
    expect(event).toMatchObject({ status: 'aborted', usage_source: 'estimated' });
    expect(event?.['output_tokens']).toBeGreaterThan(0);
    expect(event?.['output_tokens']).toBeLessThan(200);
  });
});

test('openai-compatible embeds texts', async () => {
  const provider = createOpenAICompatible({
    name: 'tollgate',
    baseURL: `${harness.url}/v1`,
    apiKey: 'sk-test',
    fetch: scripted({ input_tokens: 6 }),
  });
  const { embeddings, usage } = await embedMany({
    model: provider.embeddingModel('sim/test'),
    values: ['one', 'two'],
  });
  expect(embeddings).toHaveLength(2);
  expect(usage.tokens).toBe(6);
  expect(await harness.events()).toEqual([
    expect.objectContaining({ route: 'embeddings', input_tokens: 6, cost: '0.000006' }),
  ]);
});

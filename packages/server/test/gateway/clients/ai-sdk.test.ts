import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, jsonSchema, streamText, tool } from 'ai';
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
});

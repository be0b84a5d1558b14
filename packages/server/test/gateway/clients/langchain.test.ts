import { type AIMessageChunk, HumanMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type GatewayHarness, startGateway } from '../../testkit/gateway-harness.ts';

let harness: GatewayHarness;

beforeAll(async () => {
  harness = await startGateway();
});
afterAll(() => harness.stop());

const options = () => ({
  model: 'sim/test',
  apiKey: 'sk-test',
  maxRetries: 0,
  configuration: { baseURL: `${harness.url}/v1` },
});
const chat = (script: object) => new ChatOpenAI({ ...options(), modelKwargs: { sim: script } });
const recorded = (facts: object) => [
  expect.objectContaining({ status: 'succeeded', usage_source: 'reported', ...facts }),
];

test('a chat model answers', async () => {
  const answer = await chat({ reply: 'Paris it is', input_tokens: 10 }).invoke('Where?');
  expect(answer.content).toBe('Paris it is');
  expect(answer.usage_metadata).toMatchObject({ input_tokens: 10, output_tokens: 3 });
  expect(await harness.events()).toEqual(
    recorded({ input_tokens: 10, output_tokens: 3, cost: '0.000016' }),
  );
});

test('a chat model streams', async () => {
  let text = '';
  for await (const part of await chat({ reply: 'Paris it is', input_tokens: 10 }).stream('Where?'))
    text += String(part.content);
  expect(text).toBe('Paris it is');
  expect(await harness.events()).toEqual(
    recorded({ streamed: true, input_tokens: 10, output_tokens: 3, cost: '0.000016' }),
  );
});

const weather = tool(() => 'Sunny', {
  name: 'weather',
  description: 'The weather of a city',
  schema: z.object({ city: z.string() }),
});

test.each([false, true])('a tool is called (streamed: %s)', async (streamed) => {
  const model = chat({
    tool_call: { name: 'weather', arguments: { city: 'Paris' } },
    input_tokens: 10,
  }).bindTools([weather]);
  const answer = streamed
    ? await concatenated(await model.stream('Weather?'))
    : await model.invoke('Weather?');
  expect(answer?.tool_calls).toMatchObject([{ name: 'weather', args: { city: 'Paris' } }]);
  expect(await harness.events()).toEqual(
    recorded({ streamed, input_tokens: 10, output_tokens: 4, cost: '0.000018' }),
  );
});

async function concatenated(parts: AsyncIterable<AIMessageChunk>): Promise<AIMessageChunk | null> {
  let whole: AIMessageChunk | null = null;
  for await (const part of parts) whole = whole === null ? part : whole.concat(part);
  return whole;
}

test('a picture is looked at', async () => {
  const url = `data:image/png;base64,${'A'.repeat(50_000)}`;
  const question = new HumanMessage({
    content: [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url } },
    ],
  });
  const answer = await chat({ reply: 'A cat', input_tokens: 800 }).invoke([question]);
  expect(answer.content).toBe('A cat');
  expect(await harness.events()).toEqual(
    recorded({ input_tokens: 800, output_tokens: 2, cost: '0.000804' }),
  );
});

test('an answer has the structure that was asked for', async () => {
  const model = chat({ reply: '{"degrees": 21}', input_tokens: 10 });
  const structured = model.withStructuredOutput(z.object({ degrees: z.number() }), {
    method: 'jsonSchema',
  });
  expect(await structured.invoke('Weather?')).toEqual({ degrees: 21 });
  const [event] = await harness.events();
  expect(event).toMatchObject({ status: 'succeeded', input_tokens: 10, output_tokens: 2 });
});

test('a stream that is aborted stops the upstream, and is billed for what came', async () => {
  const abort = new AbortController();
  const model = chat({ input_tokens: 10, output_tokens: 2_000, chunk_delay_ms: 5 });
  const parts = await model.stream('Go on', { signal: abort.signal });
  const reading = async () => {
    let seen = 0;
    for await (const _ of parts) {
      seen += 1;
      if (seen === 5) abort.abort();
    }
  };
  await expect(reading()).rejects.toThrow();
  await harness.untilSettled();
  const [event] = await harness.events();
  expect(event).toMatchObject({ status: 'aborted', usage_source: 'estimated' });
  expect(event?.['output_tokens']).toBeGreaterThan(0);
  expect(event?.['output_tokens']).toBeLessThan(200);
});

test('texts are embedded', async () => {
  const before = harness.sim.served.inputTokens;
  const vectors = await new OpenAIEmbeddings(options()).embedDocuments(['one', 'two']);
  expect(vectors).toHaveLength(2);
  const inputTokens = harness.sim.served.inputTokens - before;
  expect(inputTokens).toBeGreaterThan(0);
  expect(await harness.events()).toEqual(
    recorded({ route: 'embeddings', input_tokens: inputTokens, output_tokens: 0 }),
  );
});

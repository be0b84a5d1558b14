import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

import OpenAI, { AzureOpenAI } from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GatewayHarness, startGateway } from '../../testkit/gateway-harness.ts';

let harness: GatewayHarness;
let client: AzureOpenAI;

beforeAll(async () => {
  harness = await startGateway();
  client = new AzureOpenAI({
    endpoint: harness.url,
    apiKey: 'sk-test',
    apiVersion: '2024-10-21',
    maxRetries: 0,
  });
});
afterAll(() => harness.stop());

const model = 'sim/test';
const messages = [{ role: 'user' as const, content: 'Where?' }];
const sim = (script: object) => ({ sim: script }) as object;
const recorded = (facts: object) => [
  expect.objectContaining({ model, status: 'succeeded', usage_source: 'reported', ...facts }),
];

test("Azure's client gets an answer where it looks for its deployment", async () => {
  const { choices } = await client.chat.completions.create({
    model,
    messages,
    ...sim({ reply: 'Paris it is', input_tokens: 10 }),
  });
  expect(choices[0]?.message.content).toBe('Paris it is');
  expect(await harness.events()).toEqual(recorded({ output_tokens: 3, cost: '0.000016' }));
});

test("Azure's client streams", async () => {
  const stream = client.chat.completions.stream({
    model,
    messages,
    ...sim({ reply: 'Paris it is', input_tokens: 10 }),
  });
  expect(await stream.finalContent()).toBe('Paris it is');
  expect(await harness.events()).toEqual(recorded({ streamed: true, cost: '0.000016' }));
});

test("Azure's client embeds", async () => {
  const { data } = await client.embeddings.create({
    model,
    input: ['one', 'two'],
    ...sim({ input_tokens: 6 }),
  });
  expect(data).toHaveLength(2);
  expect(await harness.events()).toEqual(recorded({ route: 'embeddings', cost: '0.000006' }));
});

test("Azure's client gets a response", async () => {
  const response = await client.responses.create({
    model,
    input: 'Where?',
    ...sim({ reply: 'Paris it is', input_tokens: 10 }),
  });
  expect(response.output_text).toBe('Paris it is');
  expect(await harness.events()).toEqual(recorded({ route: 'responses', cost: '0.000016' }));
});

test('so does OpenAI’s client at an address of Azure’s undated API', async () => {
  const undated = new OpenAI({ baseURL: `${harness.url}/openai/v1`, apiKey: 'sk-test' });
  await undated.chat.completions.create({ model, messages, ...sim({ input_tokens: 10 }) });
  expect(await harness.events()).toEqual(recorded({ route: 'chat.completions' }));
});

test('a model is found by its name, whatever is in it', async () => {
  expect(await client.models.retrieve(model)).toMatchObject({ id: model, object: 'model' });
  await expect(client.models.retrieve('nope')).rejects.toMatchObject({ status: 404 });
});

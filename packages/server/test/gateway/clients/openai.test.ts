import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type GatewayHarness, startGateway } from '../../testkit/gateway-harness.ts';

let harness: GatewayHarness;
let client: OpenAI;

beforeAll(async () => {
  harness = await startGateway();
  client = new OpenAI({ baseURL: `${harness.url}/v1`, apiKey: 'sk-test', maxRetries: 0 });
});
afterAll(() => harness.stop());

const model = 'sim/test';
const messages = [{ role: 'user' as const, content: 'Weather in Paris?' }];
const sim = (script: object) => ({ sim: script }) as object;
const tool = {
  type: 'function' as const,
  function: { name: 'weather', parameters: { type: 'object', properties: {} } },
};
const recorded = (facts: object) => [
  expect.objectContaining({ status: 'succeeded', usage_source: 'reported', attempt: 1, ...facts }),
];

describe('chat', () => {
  test('calls a tool', async () => {
    const { choices } = await client.chat.completions.create({
      model,
      messages,
      tools: [tool],
      ...sim({
        tool_call: { name: 'weather', arguments: { city: 'Paris' } },
        input_tokens: 50,
      }),
    });
    expect(choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { tool_calls: [{ function: { name: 'weather', arguments: '{"city":"Paris"}' } }] },
    });
    expect(await harness.events()).toEqual(
      recorded({ input_tokens: 50, output_tokens: 4, cost: '0.000058' }),
    );
  });

  test('puts a streamed tool call together', async () => {
    const stream = client.chat.completions.stream({
      model,
      messages,
      tools: [tool],
      ...sim({
        tool_call: { name: 'weather', arguments: { city: 'Paris' } },
        input_tokens: 50,
      }),
    });
    const { choices } = await stream.finalChatCompletion();
    expect(choices[0]?.message.tool_calls).toMatchObject([
      { function: { name: 'weather', arguments: '{"city":"Paris"}' } },
    ]);
    expect(await harness.events()).toEqual(
      recorded({ streamed: true, input_tokens: 50, output_tokens: 4, cost: '0.000058' }),
    );
  });

  test('looks at a picture', async () => {
    const url = `data:image/png;base64,${'A'.repeat(50_000)}`;
    await client.chat.completions.create({
      model,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url } },
          ],
        },
      ],
      ...sim({ reply: 'A cat', input_tokens: 800 }),
    });
    expect(await harness.events()).toEqual(
      recorded({ input_tokens: 800, output_tokens: 2, cost: '0.000804' }),
    );
  });

  test('answers in a given structure', async () => {
    const completion = await client.chat.completions.parse({
      model,
      messages,
      response_format: zodResponseFormat(z.object({ degrees: z.number() }), 'weather'),
      ...sim({ reply: '{"degrees": 21}', input_tokens: 10 }),
    });
    expect(completion.choices[0]?.message.parsed).toEqual({ degrees: 21 });
    expect(await harness.events()).toEqual(
      recorded({ input_tokens: 10, output_tokens: 2, cost: '0.000014' }),
    );
  });

  test('aborted while it waits for a whole answer is billed exactly', async () => {
    const abort = new AbortController();
    const answer = client.chat.completions.create(
      { model, messages, ...sim({ delay_ms: 100, reply: 'a b c', input_tokens: 10 }) },
      { signal: abort.signal },
    );
    await harness.untilAsked();
    abort.abort();
    await expect(answer).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
    await harness.untilSettled();
    expect(await harness.events()).toEqual(
      recorded({ status: 'aborted', http_status: 499, output_tokens: 3, cost: '0.000016' }),
    );
  });

  test('tries again by itself, and each try is a call of its own', async () => {
    const patient = client.withOptions({ maxRetries: 1 });
    const refused = patient.chat.completions.create({
      model,
      messages,
      ...sim({ fail_status: 500 }),
    });
    await expect(refused).rejects.toMatchObject({ status: 500 });
    const events = await harness.events();
    expect(events.map((event) => [event['attempt'], event['cost']])).toEqual([
      [1, '0'],
      [1, '0'],
    ]);
    expect(new Set(events.map((event) => event['call_id'])).size).toBe(2);
  });
});

describe('embeddings', () => {
  test.each(['base64', 'float'] as const)(
    'are numbers, asked for as %s',
    async (encoding_format) => {
      const { data } = await client.embeddings.create({
        model,
        input: ['one', 'two'],
        encoding_format,
        ...sim({ input_tokens: 6 }),
      });
      expect(data).toHaveLength(2);
      if (encoding_format === 'float') expect(data[0]?.embedding[0]).toBeCloseTo(Math.sin(1));
      expect(await harness.events()).toEqual(
        recorded({ route: 'embeddings', input_tokens: 6, output_tokens: 0, cost: '0.000006' }),
      );
    },
  );
});

describe('responses', () => {
  const script = sim({ reply: 'Paris it is', input_tokens: 10, reasoning_tokens: 1 });
  const facts = {
    route: 'responses',
    input_tokens: 10,
    output_tokens: 3,
    reasoning_tokens: 1,
    cost: '0.000016',
  };

  test('come whole', async () => {
    const response = await client.responses.create({ model, input: 'Where?', ...script });
    expect(response.output_text).toBe('Paris it is');
    expect(await harness.events()).toEqual(recorded(facts));
  });

  test('stream', async () => {
    const stream = client.responses.stream({ model, input: 'Where?', ...script });
    let text = '';
    stream.on('response.output_text.delta', (event) => {
      text += event.delta;
    });
    const response = await stream.finalResponse();
    expect([text, response.output_text]).toEqual(['Paris it is', 'Paris it is']);
    expect(await harness.events()).toEqual(recorded({ ...facts, streamed: true }));
  });
});

import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GatewayHarness, MASTER, startGateway } from '../../testkit/gateway-harness.ts';

let harness: GatewayHarness;
let client: OpenAI;

beforeAll(async () => {
  harness = await startGateway({
    keys: {
      'sk-test': MASTER,
      'sk-bound': {
        ...MASTER,
        id: '0198c0de-0000-7000-8000-000000000001',
        boundCustomer: 'acme',
        tags: ['team:ml'],
      },
    },
  });
  client = new OpenAI({ baseURL: `${harness.url}/v1`, apiKey: 'sk-test', maxRetries: 0 });
});
afterAll(() => harness.stop());

const messages = [{ role: 'user' as const, content: 'What is the capital of France?' }];
const sim = (script: object) => ({ sim: script }) as object;

describe('the official OpenAI client', () => {
  test('gets an answer, its cost and its tokens, and the call is recorded exactly', async () => {
    const { data, response } = await client.chat.completions
      .create({
        model: 'sim/test',
        messages,
        user: 'customer-123',
        ...sim({ input_tokens: 1000, output_tokens: 500, cached_tokens: 200 }),
      })
      .withResponse();
    expect(data.usage).toMatchObject({ prompt_tokens: 1000, completion_tokens: 500 });
    expect(response.headers.get('x-tollgate-response-cost')).toBe('0.002');
    expect(response.headers.get('x-litellm-response-cost')).toBe('0.002');
    expect(response.headers.get('x-tollgate-response-tokens')).toBe('1500');
    expect(response.headers.get('x-litellm-response-tokens')).toBe('1500');
    const [event] = await harness.events();
    expect(event).toMatchObject({
      call_id: response.headers.get('x-tollgate-call-id'),
      attempt: 1,
      status: 'succeeded',
      http_status: 200,
      streamed: false,
      customer_external_id: 'customer-123',
      model: 'sim/test',
      provider: 'sim',
      upstream_model: 'test',
      usage_source: 'reported',
      input_tokens: 1000,
      cached_input_tokens: 200,
      output_tokens: 500,
      cost: '0.002',
      charge: '0.002',
    });
    expect(event?.['user_agent']).toContain('OpenAI/JS');
  });

  test('streams without a usage chunk it did not ask for, and the usage is recorded all the same', async () => {
    const stream = await client.chat.completions.create({
      model: 'sim/test',
      messages,
      stream: true,
      ...sim({ reply: 'Paris it is', input_tokens: 10 }),
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(
      'Paris it is',
    );
    expect(chunks.every((chunk) => chunk.choices.length === 1)).toBe(true);
    const [event] = await harness.events();
    expect(event).toMatchObject({
      streamed: true,
      status: 'succeeded',
      usage_source: 'reported',
      input_tokens: 10,
      output_tokens: 3,
      cost: '0.000016',
    });
  });

  test('gets the usage chunk when it asks, with the cost in it when it asks for that', async () => {
    const stream = await client.chat.completions.create({
      model: 'sim/test',
      messages,
      stream: true,
      stream_options: { include_usage: true, include_cost: true } as { include_usage: boolean },
      ...sim({ reply: 'ok', input_tokens: 10 }),
    });
    const usages = [];
    for await (const chunk of stream) if (chunk.usage) usages.push(chunk.usage);
    expect(usages).toEqual([expect.objectContaining({ prompt_tokens: 10, cost: '0.000012' })]);
    await harness.events();
  });

  test('reads the tags of every source once', async () => {
    await client.chat.completions.create(
      {
        model: 'sim/test',
        messages,
        ...{ tags: ['b', 'a'] },
        metadata: { tags: ['env:prod', 'a'] as unknown as string },
      },
      { headers: { 'x-litellm-tags': 'from-header, b' } },
    );
    const [event] = await harness.events();
    expect(event?.['tags']).toEqual(['a', 'b', 'env:prod', 'from-header']);
  });

  test('with a bound key spends for its customer only', async () => {
    const bound = new OpenAI({ baseURL: `${harness.url}/v1`, apiKey: 'sk-bound', maxRetries: 0 });
    await bound.chat.completions.create({ model: 'sim/test', messages });
    await expect(
      bound.chat.completions.create({ model: 'sim/test', messages, user: 'someone-else' }),
    ).rejects.toMatchObject({ status: 403, code: 'customer_not_allowed' });
    const events = await harness.events();
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      customer_external_id: 'acme',
      api_key_id: '0198c0de-0000-7000-8000-000000000001',
      tags: ['team:ml'],
    });
  });

  test('lists the models', async () => {
    const models = await client.models.list();
    expect(models.data.map((model) => model.id)).toEqual(['sim/test']);
  });

  test('also without /v1 in the base URL', async () => {
    const bare = new OpenAI({ baseURL: harness.url, apiKey: 'sk-test', maxRetries: 0 });
    expect((await bare.models.list()).data).toHaveLength(1);
    await bare.chat.completions.create({ model: 'sim/test', messages });
    expect(await harness.events()).toHaveLength(1);
  });

  test('that stops reading stops the upstream, and pays for what it got', async () => {
    const stream = await client.chat.completions.create({
      model: 'sim/test',
      messages,
      stream: true,
      ...sim({ output_tokens: 2_000, chunk_delay_ms: 5 }),
    });
    let seen = 0;
    for await (const _ of stream) {
      seen += 1;
      if (seen === 5) break;
    }
    await harness.untilSettled();
    const [event] = await harness.events();
    expect(event).toMatchObject({ status: 'aborted', http_status: 499, usage_source: 'estimated' });
    expect(event?.['output_tokens']).toBeGreaterThan(0);
    expect(event?.['output_tokens']).toBeLessThan(200);
    expect(harness.bugs).toEqual([]);
  });
});

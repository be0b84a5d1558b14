import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/kernel/index.ts';
import type { DeploymentConfig } from '../../../src/platform/config/index.ts';
import { named, startPair } from '../../testkit/gateway-pair.ts';
import { chunk, type Script, STREAM_HEAD, stream, whole } from '../../testkit/scripted-upstream.ts';

const OWN_PRICES = {
  input_cost_per_token: '0.000001',
  cache_read_input_token_cost: '0.0000001',
  output_cost_per_token: '0.000002',
};

const start = async (deployment: Partial<DeploymentConfig> = {}) => {
  const pair = await startPair({
    deployment: {
      provider: 'anthropic',
      upstreamModel: 'claude-sonnet-4-5',
      apiKey: new Secret('sk-ant'),
      settings: OWN_PRICES,
      ...deployment,
    },
  });
  const client = new OpenAI({
    baseURL: `${pair.harness.url}/v1`,
    apiKey: 'sk-test',
    maxRetries: 0,
  });
  return { ...pair, client, sent: () => JSON.parse(pair.upstream.seen.at(-1)?.body ?? 'null') };
};

const message = (content: readonly object[], more: object = {}) =>
  whole(200, {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5',
    content,
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 10, output_tokens: 5 },
    ...more,
  });
const hello = message([{ type: 'text', text: 'Hello' }]);
const messages = [{ role: 'user' as const, content: 'Hi' }];
const model = 'm';

describe('chat completions by Anthropic', () => {
  test('are asked for as messages, with its own key and version', async () => {
    const { upstream, client, sent } = await start();
    upstream.will(hello);
    const answer = await client.chat.completions.create({
      model,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
        { role: 'developer', content: 'In French.' },
      ],
      max_completion_tokens: 50,
      temperature: 0.5,
      stop: ['END'],
      user: 'acme',
    });
    expect(upstream.seen[0]).toMatchObject({
      path: '/v1/messages',
      headers: { 'x-api-key': 'sk-ant', 'anthropic-version': '2023-06-01' },
    });
    expect(upstream.seen[0]?.headers['authorization']).toBeUndefined();
    expect(sent()).toMatchObject({
      model: 'claude-sonnet-4-5',
      max_tokens: 50,
      temperature: 0.5,
      stop_sequences: ['END'],
      metadata: { user_id: 'acme' },
      system: [
        { type: 'text', text: 'Be brief.' },
        { type: 'text', text: 'In French.' },
      ],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    });
    expect(answer).toMatchObject({
      object: 'chat.completion',
      choices: [
        { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello' } },
      ],
      usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    });
  });

  test('are recorded with their cached tokens, exactly', async () => {
    const { upstream, client, harness } = await start();
    upstream.will(
      message([{ type: 'text', text: 'Hi' }], {
        usage: {
          input_tokens: 10,
          cache_read_input_tokens: 100,
          cache_creation_input_tokens: 30,
          cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 10 },
          output_tokens: 5,
        },
      }),
    );
    const { usage } = await client.chat.completions.create({ model, messages });
    expect(usage).toMatchObject({
      prompt_tokens: 140,
      prompt_tokens_details: { cached_tokens: 100, cache_write_tokens: 30 },
    });
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        provider: 'anthropic',
        usage_source: 'reported',
        input_tokens: 140,
        cached_input_tokens: 100,
        cache_write_tokens: 30,
        output_tokens: 5,
        cost: '0.00006',
      }),
    ]);
  });

  test.each([false, true])(
    'are billed by the tier and the region that answered (streamed: %s)',
    async (streamed) => {
      const { upstream, harness, client } = await start({
        upstreamModel: 'claude-sonnet-4-6',
        settings: {},
      });
      const usage = { input_tokens: 1_000, output_tokens: 100, inference_geo: 'us' };
      const [standard, priority] = ['standard', 'priority'].map((service_tier) => {
        const told = { ...usage, service_tier };
        if (!streamed) return message([{ type: 'text', text: 'Hello' }], { usage: told });
        return stream(
          named('message_start', {
            message: { id: 'msg_1', role: 'assistant', model, content: [], usage: told },
          }),
          named('message_delta', { delta: { stop_reason: 'end_turn' }, usage: told }),
          named('message_stop'),
        );
      });
      upstream.will(standard as Script, priority as Script);
      for (let call = 0; call < 2; call += 1) {
        const answer = await client.chat.completions.create({ model, messages, stream: streamed });
        if (streamed) for await (const _ of answer as AsyncIterable<unknown>);
      }
      // 1000 x 3 and 100 x 15 millionths, and a tenth more.
      expect(await harness.events()).toEqual([
        expect.objectContaining({ region: 'us', cost: '0.00495' }),
        expect.objectContaining({ region: 'us', service_tier: 'priority', cost: null }),
      ]);
    },
  );

  test('mark where the prompt is to be cached', async () => {
    const { upstream, client, sent } = await start();
    upstream.will(hello);
    const part = {
      type: 'text' as const,
      text: 'Long',
      cache_control: { type: 'ephemeral', ttl: '1h' },
    };
    await client.chat.completions.create({ model, messages: [{ role: 'user', content: [part] }] });
    expect(sent().messages[0].content[0].cache_control).toEqual({ type: 'ephemeral', ttl: '1h' });
  });

  test('show pictures and documents', async () => {
    const { upstream, client, sent } = await start();
    upstream.will(hello);
    await client.chat.completions.create({
      model,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
            { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
            {
              type: 'file',
              file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' },
            },
          ],
        },
      ],
    });
    expect(sent().messages[0].content).toMatchObject([
      { type: 'text', text: 'What is this?' },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
      { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
      { type: 'document', source: { type: 'base64', media_type: 'application/pdf' } },
    ]);
  });

  test('call tools, and take their results', async () => {
    const { upstream, client, sent } = await start();
    const input = { city: 'Paris' };
    upstream.will(
      message([{ type: 'tool_use', id: 'toolu_1', name: 'weather', input }], {
        stop_reason: 'tool_use',
      }),
    );
    const parameters = { type: 'object', properties: { city: { type: 'string' } } };
    const { choices } = await client.chat.completions.create({
      model,
      messages: [
        { role: 'user', content: 'Weather?' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            {
              id: 'call_0',
              type: 'function',
              function: { name: 'weather', arguments: '{"city":"Rome"}' },
            },
          ],
        },
        { role: 'tool', tool_call_id: 'call_0', content: 'Sunny' },
      ],
      tools: [
        { type: 'function', function: { name: 'weather', description: 'Of a city', parameters } },
      ],
      tool_choice: { type: 'function', function: { name: 'weather' } },
      parallel_tool_calls: false,
    });
    expect(sent()).toMatchObject({
      tools: [{ name: 'weather', description: 'Of a city', input_schema: parameters }],
      tool_choice: { type: 'tool', name: 'weather', disable_parallel_tool_use: true },
      messages: [
        { role: 'user' },
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 'call_0', input: { city: 'Rome' } }],
        },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_0' }] },
      ],
    });
    expect(choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        content: null,
        tool_calls: [
          {
            id: 'toolu_1',
            type: 'function',
            function: { name: 'weather', arguments: '{"city":"Paris"}' },
          },
        ],
      },
    });
  });

  test('answer in a given structure', async () => {
    const { upstream, client, sent } = await start();
    upstream.will(message([{ type: 'text', text: '{"degrees":21}' }]));
    const schema = {
      type: 'object',
      properties: { degrees: { type: 'number' } },
      required: ['degrees'],
      additionalProperties: false,
    };
    const { choices } = await client.chat.completions.create({
      model,
      messages,
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'weather', schema, strict: true },
      },
    });
    expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({ degrees: 21 });
    expect(JSON.stringify(sent())).toContain('"degrees"');
  });

  test('think aloud, and take their thoughts back', async () => {
    const { upstream, client, sent } = await start();
    upstream.will(
      message([
        { type: 'thinking', thinking: 'Hm', signature: 'c2ln' },
        { type: 'text', text: 'Yes' },
      ]),
    );
    const asked = { model, messages, reasoning_effort: 'low' as const };
    const first = (await client.chat.completions.create(asked)).choices[0]?.message;
    expect(first).toMatchObject({
      content: 'Yes',
      reasoning_content: 'Hm',
      thinking_blocks: [{ type: 'thinking', thinking: 'Hm', signature: 'c2ln' }],
    });
    expect(sent().thinking).toMatchObject({ type: 'enabled' });
    await client.chat.completions.create({
      ...asked,
      messages: [...messages, first ?? { role: 'assistant' }, { role: 'user', content: 'Sure?' }],
    });
    expect(sent().messages[1].content[0]).toEqual({
      type: 'thinking',
      thinking: 'Hm',
      signature: 'c2ln',
    });
  });
});

const opening = named('message_start', {
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5',
    content: [],
    stop_reason: null,
    usage: { input_tokens: 10, cache_read_input_tokens: 90, output_tokens: 1 },
  },
});
const textBlock =
  named('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }) +
  named('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'Grüße, 世界 ' } }) +
  named('content_block_delta', { index: 0, delta: { type: 'text_delta', text: '🌍' } }) +
  named('content_block_stop', { index: 0 });
const closing = (stop_reason: string) =>
  named('message_delta', {
    delta: { stop_reason, stop_sequence: null },
    usage: { output_tokens: 7 },
  }) + named('message_stop');

describe('streams of chat completions by Anthropic', () => {
  test('come as chunks, without the usage nobody asked for, and are recorded exactly', async () => {
    const { upstream, client, harness } = await start();
    upstream.will(stream(opening, named('ping'), textBlock, closing('end_turn')));
    const chunks = [];
    for await (const chunk of await client.chat.completions.create({
      model,
      messages,
      stream: true,
    }))
      chunks.push(chunk);
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(
      'Grüße, 世界 🌍',
    );
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant');
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop');
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        streamed: true,
        status: 'succeeded',
        usage_source: 'reported',
        input_tokens: 100,
        cached_input_tokens: 90,
        output_tokens: 7,
        cost: '0.000033',
      }),
    ]);
  });

  test('put a tool call together', async () => {
    const { upstream, client } = await start();
    const piece = (partial_json: string) =>
      named('content_block_delta', { index: 0, delta: { type: 'input_json_delta', partial_json } });
    upstream.will(
      stream(
        opening,
        named('content_block_start', {
          index: 0,
          content_block: { type: 'tool_use', id: 'toolu_1', name: 'weather', input: {} },
        }),
        piece('{"city":'),
        piece('"Paris"}'),
        named('content_block_stop', { index: 0 }),
        closing('tool_use'),
      ),
    );
    const runner = client.chat.completions.stream({
      model,
      messages,
      tools: [{ type: 'function', function: { name: 'weather', parameters: { type: 'object' } } }],
      stream_options: { include_usage: true },
    });
    const { choices, usage } = await runner.finalChatCompletion();
    expect(choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        tool_calls: [
          { id: 'toolu_1', function: { name: 'weather', arguments: '{"city":"Paris"}' } },
        ],
      },
    });
    expect(usage).toMatchObject({ prompt_tokens: 100, completion_tokens: 7 });
  });

  test('that break off are told so, billed for what came, and marked', async () => {
    const { upstream, harness, chat } = await start();
    upstream.will(stream(opening, textBlock));
    const answer = await (await chat({ stream: true })).text();
    expect(answer).toContain('世界');
    expect(answer).not.toContain('[DONE]');
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        status: 'failed',
        error_code: 'upstream_truncated',
        usage_source: 'estimated',
      }),
    ]);
  });

  test.each([
    ['end', false],
    ['break off', true],
  ])('that %s after their usage was told are billed by it', async (_, breaks) => {
    const { upstream, harness, chat } = await start();
    const told = closing('end_turn').split('event: message_stop')[0] as string;
    upstream.will(async (connection, request) => {
      if (!breaks) return stream(opening, textBlock, told)(connection, request);
      await connection.write(STREAM_HEAD);
      await connection.write(chunk(opening + textBlock + told));
      connection.hangUp();
    });
    expect(await (await chat({ stream: true })).text()).not.toContain('[DONE]');
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        usage_source: 'reported',
        input_tokens: 100,
        cached_input_tokens: 90,
        output_tokens: 7,
        cost: '0.000033',
      }),
    ]);
  });

  test('pass an error on that comes in the middle', async () => {
    const { upstream, harness, chat } = await start();
    const error = { type: 'overloaded_error', message: 'Overloaded' };
    upstream.will(stream(opening, textBlock, named('error', { error })));
    const answer = await (await chat({ stream: true })).text();
    expect(answer).toContain('"type":"overloaded_error"');
    expect(answer).not.toContain('[DONE]');
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'failed', error_code: 'upstream_error' }),
    ]);
  });

  test('stop the provider when their caller leaves, and are billed for what came', async () => {
    const { upstream, client, harness, settled } = await start();
    let closed = Promise.resolve();
    upstream.will(async (connection) => {
      closed = connection.untilClosed();
      const { write } = connection;
      await write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n');
      await write(opening + textBlock);
    });
    const answer = await client.chat.completions.create({ model, messages, stream: true });
    for await (const _ of answer) break;
    await closed;
    await settled();
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'aborted', http_status: 499, usage_source: 'estimated' }),
    ]);
  });
});

describe('what cannot be had from Anthropic', () => {
  test.each([
    [{ n: 2 }, 'n'],
    [{ logprobs: true }, 'logprobs'],
    [
      { messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }] },
      'messages.0.content',
    ],
    [{ messages: [] }, 'messages'],
  ])('%j is refused before it is asked', async (body, param) => {
    const { upstream, harness, chat } = await start();
    const answer = await chat(body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { type: 'invalid_request_error', param } });
    expect(upstream.seen).toEqual([]);
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'failed', cost: '0' }),
    ]);
  });

  test('a hint it does not take is left out, and the caller is told', async () => {
    const { upstream, chat } = await start();
    upstream.will(hello);
    const answer = await chat({ frequency_penalty: 1, seed: 7 });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-ignored-parameters')).toBe('frequencyPenalty, seed');
  });

  test.each([
    [400, 'invalid_request_error', 'prompt is too long: 250000 tokens', 'context_length_exceeded'],
    [401, 'authentication_error', 'invalid x-api-key', null],
    [429, 'rate_limit_error', 'Slow down', null],
    [529, 'overloaded_error', 'Overloaded', null],
  ])('an error %i comes as OpenAI words it', async (status, type, text, code) => {
    const { upstream, chat, harness } = await start();
    upstream.will(
      whole(status, { type: 'error', error: { type, message: text } }, { 'retry-after': '7' }),
    );
    for (const streamed of [false, true]) {
      const answer = await chat({ stream: streamed });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('retry-after')).toBe('7');
      expect(await answer.json()).toEqual({ error: { message: text, type, param: null, code } });
    }
    expect((await harness.events()).map((event) => event['cost'])).toEqual(['0', '0']);
  });

  test('a provider that is not there is said to be that', async () => {
    const { upstream, chat } = await start();
    await upstream.stop();
    const answer = await chat();
    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({ error: { code: 'upstream_unreachable' } });
  });
});

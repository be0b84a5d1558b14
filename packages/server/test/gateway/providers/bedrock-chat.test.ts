import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/kernel/index.ts';
import type { DeploymentConfig } from '../../../src/platform/config/index.ts';
import { awsEvent } from '../../testkit/aws-event-stream.ts';
import { awsSignatures } from '../../testkit/aws-signature.ts';
import { type PairOptions, startPair } from '../../testkit/gateway-pair.ts';
import {
  chunk,
  LAST_CHUNK,
  type Script,
  type SeenRequest,
  whole,
} from '../../testkit/scripted-upstream.ts';

const AWS: DeploymentConfig['aws'] = {
  region: 'eu-west-1',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: new Secret('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'),
  sessionToken: new Secret('session'),
};

async function start({ deployment, ...options }: PairOptions = {}) {
  const pair = await startPair({
    ...options,
    deployment: {
      provider: 'bedrock',
      upstreamModel: 'anthropic.claude-sonnet-4-5-20250929-v1:0',
      aws: AWS,
      settings: {
        input_cost_per_token: '0.000001',
        cache_read_input_token_cost: '0.0000001',
        output_cost_per_token: '0.000002',
      },
      ...deployment,
    },
  });
  const client = new OpenAI({
    baseURL: `${pair.harness.url}/v1`,
    apiKey: 'sk-test',
    maxRetries: 0,
  });
  return { ...pair, client, sent: () => JSON.parse(pair.upstream.seen.at(-1)?.body ?? 'null') };
}

const USAGE = { inputTokens: 10, outputTokens: 5, totalTokens: 15 };
const converse = (content: readonly object[], more: object = {}) =>
  whole(200, {
    output: { message: { role: 'assistant', content } },
    stopReason: 'end_turn',
    usage: USAGE,
    metrics: { latencyMs: 100 },
    ...more,
  });
const hello = converse([{ text: 'Hello' }]);
const messages = [{ role: 'user' as const, content: 'Hi' }];
const model = 'm';

const BINARY_HEAD =
  'HTTP/1.1 200 OK\r\ncontent-type: application/vnd.amazon.eventstream\r\ntransfer-encoding: chunked\r\n\r\n';
const events =
  (...pieces: readonly Buffer[]): Script =>
  async ({ write }) => {
    await write(BINARY_HEAD);
    for (const piece of pieces) await write(chunk(piece));
    await write(LAST_CHUNK);
  };
const text = (text: string) =>
  awsEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text }, p: 'abcdef' });
const opening = [awsEvent('messageStart', { role: 'assistant' }), text('Grüße, 世界 '), text('🌍')];
const stop = (stopReason: string) => awsEvent('messageStop', { stopReason });
const metadata = (usage: object) => awsEvent('metadata', { usage, metrics: { latencyMs: 9 } });

describe('chat completions by Bedrock', () => {
  test('are asked for by Converse, signed', async () => {
    const { upstream, client, sent } = await start();
    upstream.will(hello);
    const answer = await client.chat.completions.create({
      model,
      messages: [{ role: 'system', content: 'Be brief.' }, ...messages],
      max_tokens: 50,
    });
    const request = upstream.seen[0] as SeenRequest;
    expect(request.path).toBe('/v1/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse');
    expect(request.headers['x-amz-security-token']).toBe('session');
    const signatures = awsSignatures(request, 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY');
    expect(signatures).toMatchObject({
      accessKeyId: 'AKIDEXAMPLE',
      region: 'eu-west-1',
      service: 'bedrock',
      carried: signatures.due,
    });
    expect(sent()).toMatchObject({
      system: [{ text: 'Be brief.' }],
      messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
      inferenceConfig: { maxTokens: 50 },
    });
    expect(answer.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { role: 'assistant', content: 'Hello' },
    });
    expect(answer.usage).toMatchObject({ prompt_tokens: 10, completion_tokens: 5 });
  });

  test('go with an API key as a bearer token, and unsigned', async () => {
    const { upstream, chat } = await start({ deployment: { apiKey: new Secret('bedrock-key') } });
    upstream.will(hello);
    await chat();
    expect(upstream.seen[0]?.headers['authorization']).toBe('Bearer bedrock-key');
  });

  test('are recorded with their cached tokens, exactly', async () => {
    const { upstream, client, harness } = await start();
    const usage = {
      ...USAGE,
      cacheReadInputTokens: 100,
      cacheWriteInputTokens: 30,
      cacheDetails: [
        { inputTokens: 20, ttl: '5m' },
        { inputTokens: 10, ttl: '1h' },
      ],
    };
    upstream.will(converse([{ text: 'Hi' }], { usage }));
    const answer = await client.chat.completions.create({ model, messages });
    expect(answer.usage).toMatchObject({
      prompt_tokens: 140,
      prompt_tokens_details: {
        cached_tokens: 100,
        cache_write_tokens: 30,
        cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 10 },
      },
    });
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        provider: 'bedrock',
        usage_source: 'reported',
        input_tokens: 140,
        cached_input_tokens: 100,
        cache_write_tokens: 30,
        output_tokens: 5,
        cost: '0.00006',
      }),
    ]);
  });

  test('show pictures, set cache points, and call tools', async () => {
    const { upstream, client, sent } = await start();
    upstream.will(
      converse(
        [{ toolUse: { toolUseId: 'tooluse_1', name: 'weather', input: { city: 'Paris' } } }],
        {
          stopReason: 'tool_use',
        },
      ),
    );
    const url = 'data:image/png;base64,iVBORw0KGgo=';
    const { choices } = await client.chat.completions.create({
      model,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Look', ...{ cache_control: { type: 'ephemeral' } } },
            { type: 'image_url', image_url: { url } },
          ],
        },
      ],
      tools: [{ type: 'function', function: { name: 'weather', parameters: { type: 'object' } } }],
      tool_choice: 'required',
    });
    expect(sent()).toMatchObject({
      messages: [
        {
          content: [
            { text: 'Look' },
            { cachePoint: { type: 'default' } },
            { image: { format: 'png', source: { bytes: 'iVBORw0KGgo=' } } },
          ],
        },
      ],
      toolConfig: { tools: [{ toolSpec: { name: 'weather' } }], toolChoice: { any: {} } },
    });
    expect(choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        tool_calls: [
          { id: 'tooluse_1', function: { name: 'weather', arguments: '{"city":"Paris"}' } },
        ],
      },
    });
  });

  test('answer in a given structure', async () => {
    const { upstream, client } = await start({
      deployment: { upstreamModel: 'amazon.nova-pro-v1:0' },
    });
    upstream.will(
      converse([{ toolUse: { toolUseId: 't', name: 'json', input: { degrees: 21 } } }], {
        stopReason: 'tool_use',
      }),
    );
    const schema = { type: 'object', properties: { degrees: { type: 'number' } } };
    const { choices } = await client.chat.completions.create({
      model,
      messages,
      response_format: { type: 'json_schema', json_schema: { name: 'weather', schema } },
    });
    expect(choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { content: '{"degrees":21}' },
    });
  });

  test('refuse what Bedrock cannot fetch', async () => {
    const { upstream, chat } = await start();
    const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };
    const answer = await chat({ messages: [{ role: 'user', content: [image] }] });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
    expect(upstream.seen).toEqual([]);
  });

  test.each([
    [
      400,
      'ValidationException',
      'Input is too long for requested model.',
      'context_length_exceeded',
    ],
    [403, 'AccessDeniedException', 'No access', null],
    [429, 'ThrottlingException', 'Too many requests', null],
  ])('come as OpenAI words it when refused with %i', async (status, type, message, code) => {
    const { upstream, chat } = await start();
    upstream.will(whole(status, { message }, { 'x-amzn-errortype': `${type}:http://internal/` }));
    const answer = await chat();
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ error: { message, type, param: null, code } });
  });
});

describe('streams of chat completions by Bedrock', () => {
  test('come as chunks and are recorded exactly', async () => {
    const { upstream, client, harness } = await start();
    upstream.will(
      events(...opening, stop('end_turn'), metadata({ ...USAGE, cacheReadInputTokens: 90 })),
    );
    const runner = client.chat.completions.stream({ model, messages });
    expect(await runner.finalContent()).toBe('Grüße, 世界 🌍');
    expect(upstream.seen[0]?.path).toMatch(/\/converse-stream$/);
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        status: 'succeeded',
        usage_source: 'reported',
        input_tokens: 100,
        cached_input_tokens: 90,
        output_tokens: 5,
        cost: '0.000029',
      }),
    ]);
  });

  test('put a tool call together', async () => {
    const { upstream, client } = await start();
    const piece = (input: string) =>
      awsEvent('contentBlockDelta', { contentBlockIndex: 1, delta: { toolUse: { input } } });
    upstream.will(
      events(
        ...opening,
        awsEvent('contentBlockStart', {
          contentBlockIndex: 1,
          start: { toolUse: { toolUseId: 'tooluse_1', name: 'weather' } },
        }),
        piece('{"city":'),
        piece('"Paris"}'),
        awsEvent('contentBlockStop', { contentBlockIndex: 1 }),
        stop('tool_use'),
        metadata(USAGE),
      ),
    );
    const { choices } = await client.chat.completions
      .stream({
        model,
        messages,
        tools: [
          { type: 'function', function: { name: 'weather', parameters: { type: 'object' } } },
        ],
      })
      .finalChatCompletion();
    expect(choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { tool_calls: [{ id: 'tooluse_1', function: { arguments: '{"city":"Paris"}' } }] },
    });
  });

  test('that fail at once fail with a status, and may be tried again', async () => {
    const { upstream, harness, chat } = await start({ routing: { retries: 1 } });
    upstream.will(
      events(awsEvent('throttlingException', { message: 'Slow down' }, 'exception')),
      events(...opening, stop('end_turn'), metadata(USAGE)),
    );
    const answer = await chat({ stream: true });
    expect([answer.status, (await answer.text()).endsWith('[DONE]\n\n')]).toEqual([200, true]);
    expect(await harness.events()).toEqual([
      expect.objectContaining({ attempt: 1, status: 'failed', http_status: 429, cost: '0' }),
      expect.objectContaining({ attempt: 2, status: 'succeeded', cost: '0.00002' }),
    ]);
  });

  test('whose caller leaves are read to their end, since Bedrock bills it', async () => {
    const { upstream, client, harness, settled } = await start();
    const gone = Promise.withResolvers<void>();
    upstream.will(async ({ write }) => {
      await write(BINARY_HEAD);
      for (const piece of opening) await write(chunk(piece));
      await gone.promise;
      for (const piece of [stop('end_turn'), metadata(USAGE)]) await write(chunk(piece));
      await write(LAST_CHUNK);
    });
    const left = harness.untilConnectionCloses();
    const answer = await client.chat.completions.create({ model, messages, stream: true });
    for await (const _ of answer) break;
    await left;
    gone.resolve();
    await settled();
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'aborted', usage_source: 'reported', cost: '0.00002' }),
    ]);
  });

  test('that end early are marked, and billed by what came', async () => {
    const { upstream, harness, chat } = await start();
    upstream.will(events(...opening));
    expect(await (await chat({ stream: true })).text()).not.toContain('[DONE]');
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'failed', usage_source: 'estimated' }),
    ]);
  });

  test('that break off after their usage was told are billed by it', async () => {
    const { upstream, harness, chat } = await start();
    const cacheDetails = [
      { ttl: '5m', inputTokens: 20 },
      { ttl: '1h', inputTokens: 10 },
    ];
    const usage = { ...USAGE, cacheReadInputTokens: 90, cacheWriteInputTokens: 30, cacheDetails };
    upstream.will(async ({ write, hangUp }) => {
      await write(BINARY_HEAD);
      for (const piece of [...opening, stop('end_turn'), metadata(usage)]) {
        await write(chunk(piece));
      }
      hangUp();
    });
    expect(await (await chat({ stream: true })).text()).not.toContain('[DONE]');
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        status: 'failed',
        usage_source: 'reported',
        input_tokens: 130,
        cached_input_tokens: 90,
        cache_write_tokens: 30,
        units: { cache_write_1h: 10 },
        output_tokens: 5,
      }),
    ]);
  });

  test('that break off are told so', async () => {
    const { upstream, harness, chat } = await start();
    upstream.will(async ({ write, hangUp }) => {
      await write(BINARY_HEAD);
      for (const piece of opening) await write(chunk(piece));
      hangUp();
    });
    expect(await (await chat({ stream: true })).text()).toContain('"code":"upstream_failed"');
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'failed', error_code: 'upstream_failed' }),
    ]);
  });
});

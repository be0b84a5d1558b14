import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { generateText, jsonSchema, Output, streamText, tool } from 'ai';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/kernel/index.ts';
import { data, startPair } from '../../testkit/gateway-pair.ts';
import { chunk, LAST_CHUNK, STREAM_HEAD, stream, whole } from '../../testkit/scripted-upstream.ts';

async function start() {
  const pair = await startPair({
    deployment: {
      provider: 'gemini',
      upstreamModel: 'gemini-2.5-flash',
      apiKey: new Secret('google-key'),
      settings: {},
    },
  });
  const google = createGoogleGenerativeAI({
    baseURL: `${pair.harness.url}/v1beta`,
    apiKey: 'sk-test',
  });
  return {
    ...pair,
    model: google('m'),
    generate: (body: object = {}, headers = {}) =>
      fetch(`${pair.harness.url}/v1beta/models/m:generateContent`, {
        method: 'POST',
        body: JSON.stringify({ contents: [{ parts: [{ text: 'Hi' }] }], ...body }),
        headers: { 'x-goog-api-key': 'sk-test', ...headers },
      }),
  };
}

const USAGE = {
  promptTokenCount: 20,
  cachedContentTokenCount: 15,
  candidatesTokenCount: 198,
  thoughtsTokenCount: 405,
  totalTokenCount: 623,
  promptTokensDetails: [{ modality: 'TEXT', tokenCount: 20 }],
};
const content = (parts: readonly object[]) => ({ role: 'model', parts });
const answer = (parts: readonly object[], more: object = {}) => ({
  candidates: [{ content: content(parts), finishReason: 'STOP', index: 0 }],
  usageMetadata: USAGE,
  modelVersion: 'gemini-2.5-flash',
  responseId: 'r1',
  ...more,
});
/** 5 x 0.3 + 15 x 0.03 + 603 x 2.5 millionths, as published. */
const COST = '0.00150945';
const recorded = (facts: object) => [
  expect.objectContaining({
    provider: 'gemini',
    upstream_model: 'gemini-2.5-flash',
    status: 'succeeded',
    usage_source: 'reported',
    input_tokens: 20,
    cached_input_tokens: 15,
    output_tokens: 603,
    reasoning_tokens: 405,
    cost: COST,
    ...facts,
  }),
];

describe("a client of Gemini's own API", () => {
  test('gets the same bytes, its call recorded exactly', async () => {
    const { upstream, harness, generate } = await start();
    const text = `${JSON.stringify(answer([{ text: 'Hi' }]), null, 2)}\n`;
    upstream.will(whole(200, text));
    const got = await generate();
    expect(await got.text()).toBe(text);
    expect(got.headers.get('x-tollgate-response-cost')).toBe(COST);
    expect(upstream.seen[0]).toMatchObject({
      path: '/v1/models/gemini-2.5-flash:generateContent',
      headers: { 'x-goog-api-key': 'google-key' },
      body: '{"contents":[{"parts":[{"text":"Hi"}]}]}',
    });
    expect(JSON.stringify(upstream.seen)).not.toContain('sk-test');
    expect(await harness.events()).toEqual(
      recorded({ route: 'generate_content', streamed: false }),
    );
  });

  test('generates text', async () => {
    const { upstream, harness, model } = await start();
    upstream.will(whole(200, answer([{ text: 'Paris' }])));
    const { text, usage } = await generateText({ model, prompt: 'Where?' });
    expect([text, usage.inputTokens, usage.outputTokens]).toEqual(['Paris', 20, 603]);
    expect(await harness.events()).toEqual(recorded({}));
  });

  test('streams text; the last of the running totals is the bill', async () => {
    const { upstream, harness, model } = await start();
    const early = { ...answer([{ text: 'Paris ' }]), usageMetadata: { promptTokenCount: 20 } };
    upstream.will(
      stream(
        data({ ...early, candidates: [{ content: content([{ text: 'Paris ' }]), index: 0 }] }),
        data(answer([{ text: 'it is' }])),
      ),
    );
    expect(await streamText({ model, prompt: 'Where?' }).text).toBe('Paris it is');
    expect(upstream.seen[0]?.path).toBe(
      '/v1/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
    );
    expect(await harness.events()).toEqual(
      recorded({ route: 'stream_generate_content', streamed: true }),
    );
  });

  test('looks at a picture and calls a tool', async () => {
    const { upstream, harness, model } = await start();
    upstream.will(
      whole(200, answer([{ functionCall: { name: 'weather', args: { city: 'Paris' } } }])),
    );
    const { toolCalls } = await generateText({
      model,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Weather here?' },
            { type: 'file', data: new Uint8Array(9), mediaType: 'image/png' },
          ],
        },
      ],
      tools: { weather: tool({ inputSchema: jsonSchema<{ city: string }>({ type: 'object' }) }) },
    });
    expect(toolCalls).toMatchObject([{ toolName: 'weather', input: { city: 'Paris' } }]);
    expect(upstream.seen[0]?.body).toContain('inlineData');
    expect(await harness.events()).toEqual(recorded({}));
  });

  test('answers in a given structure', async () => {
    const { upstream, harness, model } = await start();
    upstream.will(whole(200, answer([{ text: '{"degrees":21}' }])));
    const schema = jsonSchema<{ degrees: number }>({
      type: 'object',
      properties: { degrees: { type: 'number' } },
    });
    const { output } = await generateText({
      model,
      prompt: 'Weather?',
      output: Output.object({ schema }),
    });
    expect(output).toEqual({ degrees: 21 });
    expect(await harness.events()).toEqual(recorded({}));
  });

  test('leaves a stream, which is read to its end, since Google bills it', async () => {
    const { upstream, harness, model, settled } = await start();
    const gone = Promise.withResolvers<void>();
    upstream.will(async ({ write }) => {
      await write(STREAM_HEAD);
      const first = { candidates: [{ content: content([{ text: 'Paris' }]), index: 0 }] };
      await write(chunk(data(first)));
      await gone.promise;
      await write(chunk(data(answer([{ text: '.' }]))));
      await write(LAST_CHUNK);
    });
    const left = harness.untilConnectionCloses();
    const abort = new AbortController();
    const { textStream } = streamText({ model, prompt: 'Where?', abortSignal: abort.signal });
    for await (const _ of textStream) abort.abort();
    await left;
    gone.resolve();
    await settled();
    expect(await harness.events()).toEqual(
      recorded({ status: 'aborted', http_status: 499, streamed: true }),
    );
  });

  test('counts tokens, which is free', async () => {
    const { upstream, harness } = await start();
    upstream.will(whole(200, { totalTokens: 31 }));
    const counted = await fetch(`${harness.url}/v1beta/models/m:countTokens`, {
      method: 'POST',
      body: '{"contents":[]}',
      headers: { 'x-goog-api-key': 'sk-test' },
    });
    expect(await counted.json()).toEqual({ totalTokens: 31 });
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        route: 'generate_content.count_tokens',
        input_tokens: 0,
        cost: '0',
      }),
    ]);
  });

  test('is refused as Google refuses', async () => {
    const { upstream, harness, generate } = await start();
    const stranger = await generate({}, { 'x-goog-api-key': 'sk-nope' });
    expect([stranger.status, await stranger.json()]).toEqual([
      401,
      { error: { code: 401, message: expect.any(String), status: 'UNAUTHENTICATED' } },
    ]);
    const unknown = await fetch(`${harness.url}/v1beta/models/nope:generateContent`, {
      method: 'POST',
      body: '{}',
      headers: { 'x-goog-api-key': 'sk-test' },
    });
    expect([unknown.status, await unknown.json()]).toMatchObject([
      404,
      { error: { code: 404, status: 'NOT_FOUND' } },
    ]);
    expect(upstream.seen).toEqual([]);
    expect(await harness.events()).toEqual([]);
  });

  test('gets an error of Google’s as it is', async () => {
    const { upstream, harness, generate } = await start();
    const error = { error: { code: 429, message: 'Quota', status: 'RESOURCE_EXHAUSTED' } };
    upstream.will(whole(429, error));
    const got = await generate();
    expect([got.status, await got.json()]).toEqual([429, error]);
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'failed', http_status: 429, cost: '0' }),
    ]);
  });
});

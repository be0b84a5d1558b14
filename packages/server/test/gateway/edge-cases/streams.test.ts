import { describe, expect, test } from 'vitest';
import {
  DONE,
  data,
  finish,
  named,
  startPair,
  text,
  tokens,
  usageChunk,
} from '../../testkit/gateway-pair.ts';
import { stream, whole } from '../../testkit/scripted-upstream.ts';

const BODY = text('he') + text('llo') + finish();
const REPORTED = { usage_source: 'reported', input_tokens: 7, output_tokens: 3, cost: '0.000013' };

describe('usage nobody asked for', () => {
  test.each([
    ['nothing', undefined],
    ['other options', { include_obfuscation: false }],
    ['null', null],
  ])('case 1: is asked for beside %s, and its chunk is dropped', async (_, stream_options) => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(stream(BODY, usageChunk(7, 3), DONE));
    const answer = await chat({ stream: true, stream_options });
    expect(await answer.text()).toBe(BODY + DONE);
    expect(JSON.parse(upstream.seen[0]?.body ?? '').stream_options).toEqual({
      ...stream_options,
      include_usage: true,
    });
    expect(await harness.events()).toEqual([expect.objectContaining(REPORTED)]);
  });

  test('case 2: a caller that asks for usage gets every byte, and its request goes as it is', async () => {
    const { upstream, harness, chat } = await startPair({ deployment: { upstreamModel: 'm' } });
    upstream.will(stream(BODY, usageChunk(7, 3), DONE));
    const body = { stream: true, stream_options: { include_usage: true } };
    expect(await (await chat(body)).text()).toBe(BODY + usageChunk(7, 3) + DONE);
    expect(JSON.parse(upstream.seen[0]?.body ?? '')).toMatchObject(body);
    expect(await harness.events()).toEqual([expect.objectContaining(REPORTED)]);
  });

  test('case 3: an explicit false hides the chunk, and does not hide the spend', async () => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(stream(BODY, usageChunk(7, 3), DONE));
    const answer = await chat({ stream: true, stream_options: { include_usage: false } });
    expect(await answer.text()).toBe(BODY + DONE);
    expect(JSON.parse(upstream.seen[0]?.body ?? '').stream_options.include_usage).toBe(true);
    expect(await harness.events()).toEqual([expect.objectContaining(REPORTED)]);
  });
});

describe('an upstream that refuses stream_options', () => {
  const REFUSAL = whole(400, { error: { message: 'Unknown field: stream_options' } });

  test('case 4: is asked once more without, is not asked again, and its usage is estimated', async () => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(REFUSAL, stream(BODY, DONE));
    for (let call = 0; call < 2; call += 1) {
      const answer = await chat({ stream: true, stream_options: { include_usage: false } });
      expect(await answer.text()).toBe(BODY + DONE);
    }
    const asked = upstream.seen.map(({ body }) => 'stream_options' in JSON.parse(body));
    expect(asked).toEqual([true, false, false]);
    const events = await harness.events();
    expect(events.map((event) => [event['attempt'], event['status'], event['cost']])).toEqual([
      [1, 'failed', '0'],
      [2, 'succeeded', expect.not.stringMatching(/^0$/)],
      [1, 'succeeded', expect.not.stringMatching(/^0$/)],
    ]);
    expect(events[1]).toMatchObject({ usage_source: 'estimated' });
  });

  test('case 4: a caller that asked for usage itself gets to hear that there is none', async () => {
    const { upstream, chat } = await startPair();
    upstream.will(REFUSAL);
    const answer = await chat({ stream: true, stream_options: { include_usage: true } });
    expect(answer.status).toBe(400);
    expect(upstream.seen).toHaveLength(1);
  });
});

describe('where usage stands', () => {
  test.each([
    ['on the chunk that finishes', [text('hello'), finish(tokens(7, 3)), DONE]],
    [
      'on every chunk, as a running total',
      [text('he', tokens(7, 1)), text('llo', tokens(7, 2)), finish(tokens(7, 3)), DONE],
    ],
    ['in the middle', [text('he'), text('', tokens(7, 3)), finish(), DONE]],
    ['after the end of the text', [text('hello'), finish(), usageChunk(7, 3), DONE]],
    ['after the end, and no [DONE] follows', [text('hello'), finish(), usageChunk(7, 3)]],
    [
      "beside the chunk, as Groq's",
      [text('hello'), finish({ x_groq: { id: 'r', ...tokens(7, 3) } }), DONE],
    ],
    [
      "in the choice that finishes, as Moonshot's",
      [
        text('hello'),
        data({ choices: [{ index: 0, delta: {}, finish_reason: 'stop', ...tokens(7, 3) }] }),
        DONE,
      ],
    ],
  ])('case 5: %s: the last that is not null counts', async (_, events) => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(stream(...events));
    await (await chat({ stream: true })).text();
    expect(await harness.events()).toEqual([
      expect.objectContaining({ ...REPORTED, status: 'succeeded' }),
    ]);
  });

  test('case 6: nowhere: it is tokenised and flagged', async () => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(stream(text('The capital of France is Paris.'), finish(), DONE));
    await (await chat({ stream: true })).text();
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'succeeded', usage_source: 'estimated', output_tokens: 7 }),
    ]);
  });

  test('case 6: an explicit zero is zero, not missing', async () => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(stream(text(''), usageChunk(0, 0), DONE));
    await (await chat({ stream: true })).text();
    expect(await harness.events()).toEqual([
      expect.objectContaining({ usage_source: 'reported', input_tokens: 0, cost: '0' }),
    ]);
  });
});

describe('the bytes of a stream', () => {
  test.each([
    ['CRLF line ends', BODY.replaceAll('\n', '\r\n')],
    ['comments between and inside events', `: ping\n\n${BODY}:\n\n: x\n${BODY}`],
    ['data without a space', BODY.replaceAll('data: ', 'data:')],
    ['data in several lines', `data: {"choices":\ndata: []}\n\n${BODY}`],
    ['fields nobody knows', `id: 1\nretry: 5\n${BODY}`],
  ])('case 7: %s pass as they are', async (_, body) => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(stream(body, usageChunk(7, 3), DONE));
    expect(await (await chat({ stream: true })).text()).toBe(body + DONE);
    expect(await harness.events()).toEqual([expect.objectContaining(REPORTED)]);
  });

  test('case 7: a last event without its blank line is still read', async () => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(stream(BODY, usageChunk(7, 3).trimEnd()));
    expect(await (await chat({ stream: true })).text()).toBe(BODY);
    expect(await harness.events()).toEqual([expect.objectContaining(REPORTED)]);
  });

  test('case 7: a letter cut in two comes out whole', async () => {
    const { upstream, chat } = await startPair();
    const bytes = Buffer.from(text('ö🌍'));
    upstream.will(
      stream(...Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)), usageChunk(7, 3), DONE),
    );
    expect(await (await chat({ stream: true })).text()).toBe(text('ö🌍') + DONE);
  });

  test('case 11: an upstream that ends early is marked and billed, and gets no [DONE] from here', async () => {
    const { upstream, harness, chat } = await startPair();
    const partial = text('hello', tokens(7, 1));
    upstream.will(stream(text('he'), text('llo')), stream(partial));
    expect(await (await chat({ stream: true })).text()).toBe(text('he') + text('llo'));
    expect(await (await chat({ stream: true })).text()).toBe(partial);
    const truncated = { status: 'failed', error_code: 'upstream_truncated' };
    expect(await harness.events()).toEqual([
      expect.objectContaining({ ...truncated, usage_source: 'estimated', output_tokens: 1 }),
      expect.objectContaining({ ...truncated, usage_source: 'reported', output_tokens: 1 }),
    ]);
  });
});

describe("Anthropic's messages", () => {
  const start = (usage: object) => named('message_start', { message: { id: 'msg', usage } });
  const delta = (usage: object, stop_reason: string | null = 'end_turn') =>
    named('message_delta', { delta: { stop_reason }, usage });
  const words = named('content_block_delta', {
    index: 0,
    delta: { type: 'text_delta', text: 'Hello there' },
  });
  const STOP = named('message_stop');

  test.each([
    [
      'totals restated are overwritten, not added',
      [
        start({ input_tokens: 5, cache_read_input_tokens: 2, output_tokens: 1 }),
        delta({ output_tokens: 2 }, null),
        delta({ input_tokens: 5, cache_read_input_tokens: 2, output_tokens: 3 }),
      ],
    ],
    [
      'fields nobody knows yet void nothing',
      [
        start({ input_tokens: 7, output_tokens: 1, inference_geo: 'eu', cache_creation: null }),
        delta({ output_tokens: 3, iterations: [{ type: 'message', input_tokens: 9 }] }),
      ],
    ],
    [
      'a start without output tokens is completed by what follows',
      [start({ input_tokens: 7 }), delta({ output_tokens: 3 })],
    ],
    [
      'a start that knows nothing is completed too',
      [start({}), delta({ input_tokens: 7, output_tokens: 3 })],
    ],
  ])('case 20: %s', async (_, events) => {
    const { upstream, harness, post } = await startPair();
    upstream.will(stream(...events, words, STOP));
    const answer = await post('/v1/messages', { stream: true, messages: [] });
    expect(await answer.text()).toBe([...events, words, STOP].join(''));
    expect(await harness.events()).toEqual([
      expect.objectContaining({ usage_source: 'reported', input_tokens: 7, output_tokens: 3 }),
    ]);
  });

  test('case 20: the first token of message_start is not taken for the bill of a stream cut short', async () => {
    const { upstream, harness, post } = await startPair();
    upstream.will(stream(start({ input_tokens: 700, output_tokens: 1 }), words));
    await (await post('/v1/messages', { stream: true, messages: [] })).text();
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        status: 'failed',
        error_code: 'upstream_truncated',
        usage_source: 'estimated',
        input_tokens: 700,
        output_tokens: 2,
      }),
    ]);
  });

  test('case 10: an error event passes, ends in failure, and what came is billed', async () => {
    const { upstream, harness, post } = await startPair();
    const error = named('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });
    upstream.will(stream(start({ input_tokens: 700, output_tokens: 1 }), words, error));
    const answer = await post('/v1/messages', { stream: true, messages: [] });
    expect(await answer.text()).toContain(error);
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        status: 'failed',
        error_code: 'upstream_error',
        input_tokens: 700,
        output_tokens: 2,
      }),
    ]);
  });
});

describe('the Responses API', () => {
  const usage = { input_tokens: 7, output_tokens: 3, total_tokens: 10 };

  test.each([
    ['response.completed', 'succeeded', null],
    ['response.incomplete', 'succeeded', null],
    ['response.failed', 'failed', 'upstream_error'],
  ])('case 21: usage is read from %s', async (type, status, error_code) => {
    const { upstream, harness, post } = await startPair();
    const events = [
      named('response.created', { response: { status: 'in_progress', usage: null } }),
      named('response.output_text.delta', { delta: 'response.completed' }),
      named(type, { response: { status: 'x', usage } }),
    ];
    upstream.will(stream(...events));
    const answer = await post('/v1/responses', { stream: true, input: 'hi' });
    expect(await answer.text()).toBe(events.join(''));
    expect(await harness.events()).toEqual([
      expect.objectContaining({ ...REPORTED, status, error_code }),
    ]);
  });

  test('case 21: one that failed and came whole is a failure, billed for what it used', async () => {
    const { upstream, harness, post } = await startPair();
    const error = { code: 'server_error', message: 'Sorry' };
    const response = { id: 'resp_1', object: 'response', status: 'failed', error };
    upstream.will(whole(200, { ...response, usage }), whole(200, { ...response, usage: null }));
    for (let call = 0; call < 2; call += 1) {
      const answer = await post('/v1/responses', { input: 'hi' });
      expect([answer.status, await answer.json()]).toMatchObject([200, response]);
    }
    const failure = { status: 'failed', error_code: 'upstream_error', http_status: 200 };
    expect(await harness.events()).toEqual([
      expect.objectContaining({ ...REPORTED, ...failure }),
      expect.objectContaining({ ...failure, usage_source: 'estimated', output_tokens: 0 }),
    ]);
  });

  test('case 21: a failure without usage is billed for what was generated', async () => {
    const { upstream, harness, post } = await startPair();
    upstream.will(
      stream(
        named('response.output_text.delta', { delta: 'Hello there' }),
        named('response.failed', { response: { usage: null } }),
      ),
    );
    await (await post('/v1/responses', { stream: true, input: 'hi' })).text();
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'failed', usage_source: 'estimated', output_tokens: 2 }),
    ]);
  });
});

test.each([
  ['without choices', {}],
  ['where its usage would have no choices', { choices: [] }],
])('case 10: an error that reports usage too, %s, is told and billed', async (_, more) => {
  const { upstream, harness, chat } = await startPair();
  const error = data({ ...more, error: { message: 'Provider disconnected' }, ...tokens(7, 3) });
  upstream.will(stream(text('Hello there'), error, DONE));
  expect(await (await chat({ stream: true })).text()).toBe(text('Hello there') + error + DONE);
  expect(await harness.events()).toEqual([
    expect.objectContaining({ ...REPORTED, status: 'failed', error_code: 'upstream_error' }),
  ]);
});

test('case 10: an error in a stream of chunks is passed on, and the [DONE] after it makes it no success', async () => {
  const { upstream, harness, chat } = await startPair();
  const error = data({ error: { message: 'The server had an error', type: 'server_error' } });
  upstream.will(stream(text('Hello there'), error, DONE));
  expect(await (await chat({ stream: true })).text()).toBe(text('Hello there') + error + DONE);
  expect(await harness.events()).toEqual([
    expect.objectContaining({ status: 'failed', error_code: 'upstream_error', output_tokens: 2 }),
  ]);
});

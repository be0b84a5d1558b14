import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { DONE, finish, startPair, text, tokens, usageChunk } from '../../testkit/gateway-pair.ts';
import {
  chunk,
  LAST_CHUNK,
  type Script,
  STREAM_HEAD,
  stream,
  whole,
} from '../../testkit/scripted-upstream.ts';

const JSON_HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const BODY = JSON.stringify({ choices: [], ...tokens(7, 3) });
const sends =
  (...pieces: readonly (string | Buffer)[]): Script =>
  async ({ write, hangUp }) => {
    for (const piece of pieces) await write(piece);
    hangUp();
  };
const errorOf = async (answer: Response) =>
  ((await answer.json()) as { error: { code?: string } }).error;
const REPORTED = { status: 'succeeded', usage_source: 'reported', cost: '0.000013' };

describe('an answer in an old or odd form of HTTP', () => {
  test.each([
    [
      'early hints before it',
      `HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${JSON_HEAD}content-length: ${BODY.length}\r\n\r\n${BODY}`,
    ],
    [
      'HTTP/1.0, as long as the connection',
      `HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n${BODY}`,
    ],
    ['HTTP/1.1, as long as the connection', `${JSON_HEAD}connection: close\r\n\r\n${BODY}`],
    ['a byte order mark', `${JSON_HEAD}content-length: ${BODY.length + 3}\r\n\r\n\uFEFF${BODY}`],
  ])('whole, with %s, passes and is metered', async (_, bytes) => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(sends(bytes));
    const answer = await chat();
    expect([answer.status, await answer.json()]).toEqual([200, JSON.parse(BODY)]);
    expect(await harness.events()).toEqual([expect.objectContaining(REPORTED)]);
  });

  test.each([
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-type: text/event-stream\r\n\r\n'],
    [
      'a type in capitals',
      'HTTP/1.0 200 OK\r\nContent-Type: Text/Event-Stream; charset=utf-8\r\n\r\n',
    ],
    [
      'a 103',
      `HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.0 200 OK\r\ncontent-type: text/event-stream\r\n\r\n`,
    ],
  ])('streamed, with %s, passes and is metered', async (_, head) => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(sends(head, text('Hi'), finish(), usageChunk(7, 3), DONE));
    expect(await (await chat({ stream: true })).text()).toBe(text('Hi') + finish() + DONE);
    expect(await harness.events()).toEqual([expect.objectContaining(REPORTED)]);
  });
});

describe('an answer that is none', () => {
  test.each([204, 205, 301, 302, 304, 307, 308])(
    '%i is told as a failure, at no cost',
    async (status) => {
      const { upstream, harness, chat } = await startPair();
      upstream.will(({ write }) =>
        write(
          `HTTP/1.1 ${status} Odd\r\nlocation: http://elsewhere.example/v1\r\ncontent-length: 0\r\n\r\n`,
        ),
      );
      const answer = await chat();
      expect([answer.status, (await errorOf(answer)).code]).toEqual([502, 'upstream_failed']);
      expect(answer.headers.get('location')).toBeNull();
      expect(upstream.seen).toHaveLength(1);
      expect(await harness.events()).toEqual([
        expect.objectContaining({ status: 'failed', cost: '0', usage_source: 'none' }),
      ]);
    },
  );

  test.each([
    [429, { message: 'Too many', code: 429 }],
    [502, { message: 'No status', code: 'overloaded' }],
    [502, 'a mere text'],
  ])('200 and an error in its place is a %i, at no cost', async (status, error) => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(whole(200, { error }));
    const answer = await chat();
    expect([answer.status, await answer.json()]).toEqual([status, { error }]);
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        status: 'failed',
        http_status: status,
        error_code: `upstream_${status}`,
        cost: '0',
        usage_source: 'none',
      }),
    ]);
  });

  test('another deployment is tried after it', async () => {
    const { upstream, harness, chat } = await startPair({ routing: { retries: 1 } });
    upstream.will(
      sends('HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n'),
      whole(200, BODY),
    );
    expect((await chat()).status).toBe(200);
    expect(await harness.events()).toHaveLength(2);
  });

  test.each([
    ['not HTTP', 'SSH-2.0-OpenSSH\r\n'],
    ['a head without an end', 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'],
    ['two lengths', `${JSON_HEAD}content-length: 5\r\ncontent-length: 7\r\n\r\n${BODY}`],
    ['shorter than it says', `${JSON_HEAD}content-length: 5000\r\n\r\n${BODY}`],
    [
      'an upgrade',
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n',
    ],
    ['a chunk that is none', `${JSON_HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n${BODY}`],
  ])('%s: a 502, recorded at no cost', async (_, bytes) => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(sends(bytes));
    const answer = await chat();
    expect([answer.status, (await errorOf(answer)).code]).toEqual([502, 'upstream_failed']);
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'failed', cost: '0' }),
    ]);
    expect(harness.bugs).toEqual([]);
  });
});

describe('a stream with more in it than it should have', () => {
  test('what follows [DONE] goes nowhere, and the call ends there', async () => {
    const { upstream, harness, chat } = await startPair();
    const garbage = `${text('more')}${usageChunk(900, 900)}\u0000garbage`;
    upstream.will(stream(text('Hi'), finish(), usageChunk(7, 3) + DONE + garbage, garbage));
    expect(await (await chat({ stream: true })).text()).toBe(text('Hi') + finish() + DONE);
    expect(await harness.events()).toEqual([expect.objectContaining(REPORTED)]);
  });

  test('a connection that is left open after [DONE] is closed from here', async () => {
    const { upstream, harness, chat } = await startPair();
    const closed = new Promise<void>((resolve) => {
      upstream.will(async ({ write, untilClosed }) => {
        await write(STREAM_HEAD + chunk(text('Hi') + finish() + usageChunk(7, 3) + DONE));
        await untilClosed();
        resolve();
      });
    });
    expect(await (await chat({ stream: true })).text()).toBe(text('Hi') + finish() + DONE);
    await closed;
    expect(await harness.events()).toEqual([expect.objectContaining(REPORTED)]);
  });

  test('an event of megabytes in small pieces', async () => {
    const { upstream, harness, chat } = await startPair();
    const big = text('x'.repeat(8_000_000));
    const pieces = big.match(/.{1,40000}|\n/gs) ?? [];
    upstream.will(stream(...pieces, finish(), usageChunk(7, 3), DONE));
    const answer = await (await chat({ stream: true })).text();
    expect(answer === big + finish() + DONE).toBe(true);
    expect(await harness.events()).toEqual([expect.objectContaining(REPORTED)]);
  });

  test('nested without end, where usage is looked for', async () => {
    const { upstream, harness, chat } = await startPair();
    const deep = `data: {"usage":{"prompt_tokens":${'['.repeat(50_000)}${']'.repeat(50_000)}}}\n\n`;
    upstream.will(stream(deep, finish(), usageChunk(7, 3), DONE));
    expect(await (await chat({ stream: true })).text()).toBe(deep + finish() + DONE);
    expect(await harness.events()).toEqual([expect.objectContaining(REPORTED)]);
    expect(harness.bugs).toEqual([]);
  });

  test('an answer to a stream that is JSON is a whole answer, metered', async () => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(whole(200, BODY));
    expect(await (await chat({ stream: true })).text()).toBe(BODY);
    expect(await harness.events()).toEqual([expect.objectContaining(REPORTED)]);
  });

  test.each([
    ['as plain text', 'content-type: text/plain\r\n'],
    ['as nothing', ''],
  ])('a stream that was asked for, and comes %s, is a stream, metered', async (_, type) => {
    const { upstream, harness, chat } = await startPair();
    const begun = Promise.withResolvers<void>();
    upstream.will(async ({ write }) => {
      await write(STREAM_HEAD.replace('content-type: text/event-stream\r\n', type));
      await write(chunk(text('Hi')));
      await begun.promise;
      await write(chunk(finish() + usageChunk(7, 3) + DONE) + LAST_CHUNK);
    });
    const answer = await chat({ stream: true });
    begun.resolve();
    expect(await answer.text()).toBe(text('Hi') + finish() + DONE);
    expect(await harness.events()).toEqual([expect.objectContaining(REPORTED)]);
  });

  test('JSON that comes as plain text in place of a stream is a whole answer, metered', async () => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(whole(200, BODY, { 'content-type': 'text/plain' }));
    expect(await (await chat({ stream: true })).text()).toBe(BODY);
    expect(await harness.events()).toEqual([expect.objectContaining(REPORTED)]);
  });

  test('a stream to who did not ask for one is a stream, metered', async () => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(stream(text('Hi'), finish(), usageChunk(7, 3), DONE));
    expect(await (await chat()).text()).toContain('Hi');
    expect(await harness.events()).toEqual([expect.objectContaining(REPORTED)]);
  });
});

describe('usage that cannot be true, or cannot be stored', () => {
  test.each([
    ['more than anyone can use', { prompt_tokens: 9e15, completion_tokens: 9e15 }],
    ['not whole', { prompt_tokens: 1.5, completion_tokens: 1 }],
    ['below zero', { prompt_tokens: -1, completion_tokens: 1 }],
    ['text', { prompt_tokens: '7', completion_tokens: '3' }],
    ['nothing', {}],
    ['a list', []],
  ])('%s is not believed, but estimated', async (_, usage) => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(whole(200, { choices: [{ message: { content: 'Hi' } }], usage }));
    await chat();
    expect(await harness.events()).toEqual([
      expect.objectContaining({ usage_source: 'estimated', input_tokens: 5, output_tokens: 1 }),
    ]);
  });

  test('more cached than sent costs no less than nothing', async () => {
    const { upstream, harness, chat } = await startPair();
    const usage = {
      prompt_tokens: 5,
      completion_tokens: 1,
      prompt_tokens_details: { cached_tokens: 50 },
    };
    upstream.will(whole(200, { choices: [], usage }));
    const answer = await chat();
    const [event] = await harness.events();
    expect(Number(event?.['cost'])).toBeGreaterThan(0);
    expect(answer.headers.get('x-tollgate-response-cost')).toBe(event?.['cost']);
    expect(harness.bugs).toEqual([]);
  });

  test.each(['a\u0000b', '\ud800', 'x'.repeat(10_000)])(
    'a tier or a size named %j',
    async (name) => {
      const { upstream, harness, chat, post } = await startPair();
      const usage = { prompt_tokens: 7, completion_tokens: 3, search_context_size: name };
      upstream.will(
        whole(200, { choices: [], usage, service_tier: name }),
        whole(200, { data: [{}], quality: name, size: name }),
      );
      await chat();
      await post('/v1/images/generations', { prompt: 'x' });
      const events = await harness.events();
      expect(events).toHaveLength(2);
      // PostgreSQL takes neither.
      expect(JSON.stringify(events)).not.toMatch(/\\u0000|\\ud800|x{200}/);
      expect(harness.bugs).toEqual([]);
    },
  );

  test('a compressed answer that would fill the memory is not unpacked', async () => {
    const { upstream, harness, chat } = await startPair();
    const bomb = gzipSync(Buffer.alloc(70_000_000));
    upstream.will(async ({ write }) => {
      await write(`${JSON_HEAD}content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`);
      await write(bomb);
    });
    const answer = await chat({}, { headers: { 'accept-encoding': 'identity' } });
    expect(answer.status).toBe(200);
    await answer.body?.cancel();
    expect(await harness.events()).toEqual([
      expect.objectContaining({ usage_source: 'estimated' }),
    ]);
  });
});

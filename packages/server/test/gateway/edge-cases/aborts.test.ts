import { describe, expect, test } from 'vitest';
import {
  DONE,
  finish,
  named,
  startPair,
  text,
  tokens,
  usageChunk,
} from '../../testkit/gateway-pair.ts';
import { rawCaller, rawPost } from '../../testkit/raw-caller.ts';
import {
  type Connection,
  chunk,
  LAST_CHUNK,
  type Script,
  STREAM_HEAD,
} from '../../testkit/scripted-upstream.ts';

const streamed = (more: object = {}) => JSON.stringify({ model: 'm', stream: true, ...more });
const CHAT = '/v1/chat/completions';

/** Writes these events, and then does the rest. */
function begin(
  events: readonly string[],
  rest: (connection: Connection) => Promise<void> | void,
): Script {
  return async (connection) => {
    await connection.write(STREAM_HEAD);
    for (const event of events) await connection.write(chunk(event));
    await rest(connection);
  };
}

describe('a caller that goes away', () => {
  test('case 8: before the headers of a stream: stopped, and billed for what was sent', async () => {
    const { upstream, harness, settled } = await startPair();
    const caller = await rawCaller(harness.url);
    upstream.will(async ({ untilClosed }) => {
      caller.socket.destroy();
      await untilClosed();
    });
    caller.send(rawPost(CHAT, streamed({ messages: [{ role: 'user', content: 'hi' }] })));
    await expect.poll(() => upstream.seen.length).toBe(1);
    await settled();
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        status: 'aborted',
        http_status: 499,
        usage_source: 'estimated',
        output_tokens: 0,
      }),
    ]);
  });

  test('case 8: before a whole answer: the upstream finishes, and is billed exactly', async () => {
    const { upstream, harness, settled } = await startPair();
    const closed = harness.untilConnectionCloses();
    const caller = await rawCaller(harness.url);
    upstream.will(async ({ write }) => {
      caller.socket.destroy();
      await closed;
      const body = JSON.stringify({ choices: [], ...tokens(7, 3) });
      await write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    });
    caller.send(rawPost(CHAT, JSON.stringify({ model: 'm', messages: [] })));
    await expect.poll(() => upstream.seen.length).toBe(1);
    await settled();
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        status: 'aborted',
        usage_source: 'reported',
        cost: '0.000013',
      }),
    ]);
  });

  test('case 8: in the middle of a stream: one event, stopped, and billed for what came', async () => {
    const { upstream, harness, settled } = await startPair();
    const caller = await rawCaller(harness.url);
    const stopped = Promise.withResolvers<void>();
    upstream.will(
      begin([text('Hello there')], async ({ untilClosed }) => {
        await untilClosed();
        stopped.resolve();
      }),
    );
    caller.send(rawPost(CHAT, streamed()));
    await caller.until('Hello there');
    caller.socket.destroy();
    await stopped.promise;
    await settled();
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'aborted', usage_source: 'estimated', output_tokens: 2 }),
    ]);
  });

  test('case 8: after the last byte and before the connection ends: that is a success', async () => {
    const { upstream, harness, settled } = await startPair();
    const caller = await rawCaller(harness.url);
    upstream.will(
      begin([text('hi'), usageChunk(7, 3), DONE], async ({ untilClosed }) => {
        await untilClosed();
      }),
    );
    caller.send(rawPost(CHAT, streamed()));
    await caller.until('[DONE]');
    caller.socket.destroy();
    await settled();
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'succeeded', http_status: 200, cost: '0.000013' }),
    ]);
  });

  test('case 9: of a stream of Anthropic: its input is exact, its output estimated', async () => {
    const { upstream, harness, settled } = await startPair();
    const caller = await rawCaller(harness.url);
    const usage = { input_tokens: 700, output_tokens: 1 };
    upstream.will(
      begin(
        [
          named('message_start', { message: { usage } }),
          named('content_block_delta', { delta: { type: 'text_delta', text: 'Hello there' } }),
        ],
        ({ untilClosed }) => untilClosed(),
      ),
    );
    caller.send(rawPost('/v1/messages', streamed({ messages: [] })));
    await caller.until('Hello there');
    caller.socket.destroy();
    await settled();
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        status: 'aborted',
        usage_source: 'estimated',
        input_tokens: 700,
        output_tokens: 2,
      }),
    ]);
  });
});

describe('a caller that leaves a provider which bills to the end', () => {
  const deployment = { provider: 'groq' };

  test('case 9: the stream is read to its end for the exact usage', async () => {
    const { upstream, harness, settled } = await startPair({ deployment });
    const closed = harness.untilConnectionCloses();
    const caller = await rawCaller(harness.url);
    upstream.will(
      begin([text('hi')], async ({ write }) => {
        await caller.until('hi');
        caller.socket.destroy();
        await closed;
        for (const event of [text('more'), finish(), usageChunk(7, 300), DONE]) {
          await write(chunk(event));
        }
        await write(LAST_CHUNK);
      }),
    );
    caller.send(rawPost(CHAT, streamed()));
    await expect.poll(() => upstream.seen.length).toBe(1);
    await settled();
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        http_status: 499,
        status: 'aborted',
        usage_source: 'reported',
        output_tokens: 300,
      }),
    ]);
  });

  test.each([
    ['for so long', { longestMs: 1 }],
    ['only so many at a time', { most: 0 }],
  ])('case 9: %s: then it is stopped and estimated', async (_, drains) => {
    const { upstream, harness, settled } = await startPair({ deployment, drains });
    const caller = await rawCaller(harness.url);
    upstream.will(begin([text('Hello there')], ({ untilClosed }) => untilClosed()));
    caller.send(rawPost(CHAT, streamed()));
    await caller.until('Hello there');
    caller.socket.destroy();
    await settled();
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'aborted', usage_source: 'estimated', output_tokens: 2 }),
    ]);
  });
});

describe('an upstream that breaks off', () => {
  test.each([
    ['closes', (connection: Connection) => connection.hangUp()],
    ['resets', (connection: Connection) => connection.reset()],
  ])(
    'case 10: mid-stream (%s): the stream ends in an error, billed for what came',
    async (_, cut) => {
      const { upstream, harness } = await startPair();
      const caller = await rawCaller(harness.url);
      upstream.will(
        begin([text('Hello there')], async (connection) => {
          await caller.until('Hello there');
          cut(connection);
        }),
      );
      caller.send(rawPost(CHAT, streamed(), ['connection: close']));
      const answer = await caller.untilClosed();
      expect(answer).toMatch(/data: \{"error":.*"upstream_failed"/);
      expect(answer).not.toContain('[DONE]');
      expect(await harness.events()).toEqual([
        expect.objectContaining({ status: 'failed', http_status: 200, output_tokens: 2 }),
      ]);
    },
  );
});

describe('a caller that reads slowly', () => {
  const PIECE = text('x'.repeat(64 * 1024));
  const PIECES = 400;

  test('case 32: holds its upstream back, and gets every byte', async () => {
    const { upstream, harness, chat } = await startPair();
    let backedUp = 0;
    upstream.will(async ({ socket, write }) => {
      await write(STREAM_HEAD);
      for (let sent = 0; sent < PIECES; sent += 1) {
        if (socket.write(chunk(PIECE))) continue;
        backedUp += 1;
        await new Promise((resolve) => socket.once('drain', resolve));
      }
      await write(Buffer.concat([chunk(usageChunk(7, 3)), chunk(DONE), Buffer.from(LAST_CHUNK)]));
    });
    const answer = await chat({ stream: true });
    await expect.poll(() => backedUp).toBeGreaterThan(0);
    expect((await answer.text()).length).toBe(PIECE.length * PIECES + DONE.length);
    expect(await harness.events()).toEqual([expect.objectContaining({ cost: '0.000013' })]);
  });

  test('case 33: one that stops reading is cut off, its upstream stopped, and the call settled', async () => {
    const { upstream, harness, settled } = await startPair({ idleTimeoutMs: 300 });
    const caller = await rawCaller(harness.url);
    caller.stopReading();
    const stopped = Promise.withResolvers<void>();
    upstream.will(async ({ socket, untilClosed }) => {
      socket.write(STREAM_HEAD);
      for (let sent = 0; sent < PIECES; sent += 1) socket.write(chunk(PIECE));
      await untilClosed();
      stopped.resolve();
    });
    caller.send(rawPost(CHAT, streamed()));
    await stopped.promise;
    await settled();
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'aborted', http_status: 499, usage_source: 'estimated' }),
    ]);
  });

  test('case 33: one that never takes a finished answer does not keep its connection', async () => {
    const { upstream, harness } = await startPair({ idleTimeoutMs: 300 });
    const closed = harness.untilConnectionCloses();
    const caller = await rawCaller(harness.url);
    caller.stopReading();
    const big = JSON.stringify({ pad: 'x'.repeat(20_000_000), ...tokens(7, 3) });
    upstream.will(({ write }) =>
      write(`HTTP/1.1 200 OK\r\ncontent-length: ${big.length}\r\n\r\n${big}`),
    );
    caller.send(rawPost(CHAT, JSON.stringify({ model: 'm', messages: [] })));
    await closed;
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'succeeded', cost: '0.000013' }),
    ]);
  });
});

import { describe, expect, test } from 'vitest';
import { DONE, startPair, text, tokens, usageChunk } from '../../testkit/gateway-pair.ts';
import { chunk, STREAM_HEAD, stream, whole } from '../../testkit/scripted-upstream.ts';

const ANSWER = whole(200, { choices: [], ...tokens(7, 3) });

describe('retries', () => {
  test('case 12: each attempt is settled once, under its call and number', async () => {
    const { upstream, harness, chat } = await startPair({ routing: { retries: 2 } });
    upstream.will(
      whole(503, {}, { 'retry-after-ms': '1' }),
      whole(500, {}, { 'retry-after-ms': '1' }),
      ANSWER,
    );
    expect((await chat()).status).toBe(200);
    const events = await harness.events();
    expect(events.map((event) => [event['attempt'], event['status'], event['cost']])).toEqual([
      [1, 'failed', '0'],
      [2, 'failed', '0'],
      [3, 'succeeded', '0.000013'],
    ]);
    expect(new Set(events.map((event) => event['call_id'])).size).toBe(1);
  });

  test('case 12: a failed attempt that reports usage is a cost', async () => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(whole(500, { error: { message: 'filtered' }, ...tokens(7, 3) }));
    expect((await chat()).status).toBe(500);
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'failed', usage_source: 'reported', cost: '0.000013' }),
    ]);
  });

  test('case 12: no more of them than the caller allows', async () => {
    const { upstream, chat } = await startPair({ routing: { retries: 3 } });
    upstream.will(whole(503, {}, { 'retry-after-ms': '1' }));
    await chat({}, { headers: { 'x-litellm-num-retries': '0' } });
    expect(upstream.seen).toHaveLength(1);
  });

  test('case 12: none after the first byte', async () => {
    const { upstream, chat } = await startPair({ routing: { retries: 3 } });
    upstream.will(async ({ write, hangUp }) => {
      await write(STREAM_HEAD);
      await write(chunk(text('hi')));
      hangUp();
    });
    expect(await (await chat({ stream: true })).text()).toContain('upstream_failed');
    expect(upstream.seen).toHaveLength(1);
  });
});

describe('an upstream at its limit', () => {
  const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();

  test.each([
    ['retry-after', '3600'],
    ['retry-after', inAnHour],
    ['retry-after-ms', '3600000'],
  ])('case 13: says so to the caller: %s: %s, with its own limits', async (name, value) => {
    const { upstream, chat } = await startPair({ routing: { retries: 2 } });
    const limits = { [name]: value, 'x-ratelimit-remaining-requests': '0' };
    upstream.will(whole(429, { error: {} }, limits));
    const answer = await chat();
    expect(answer.status).toBe(429);
    expect(answer.headers.get(name)).toBe(value);
    expect(answer.headers.get('x-ratelimit-remaining-requests')).toBe('0');
    expect(upstream.seen).toHaveLength(1);
  });
});

describe('timeouts', () => {
  const TIMED_OUT = { status: 'failed', error_code: 'upstream_timeout' };

  test('case 27: silence before the headers: the upstream is stopped, and it is a 504', async () => {
    const { upstream, harness, chat } = await startPair({ idleTimeoutMs: 100 });
    const stopped = Promise.withResolvers<void>();
    upstream.will(({ untilClosed }) => untilClosed().then(stopped.resolve));
    expect((await chat()).status).toBe(504);
    await stopped.promise;
    expect(await harness.events()).toEqual([expect.objectContaining(TIMED_OUT)]);
  });

  test('case 27: silence between chunks: the upstream is stopped, and the stream says why', async () => {
    const { upstream, harness, chat } = await startPair({ idleTimeoutMs: 100 });
    const stopped = Promise.withResolvers<void>();
    upstream.will(async ({ write, untilClosed }) => {
      await write(STREAM_HEAD + chunk(text('Hello there')).toString());
      await untilClosed();
      stopped.resolve();
    });
    expect(await (await chat({ stream: true })).text()).toContain('upstream_timeout');
    await stopped.promise;
    expect(await harness.events()).toEqual([
      expect.objectContaining({ ...TIMED_OUT, http_status: 200, output_tokens: 2 }),
    ]);
  });

  test.each(['x-tollgate-timeout', 'x-litellm-timeout'])(
    'case 27: a call has no more time than its %s, in seconds, and is not tried again after it',
    async (name) => {
      const { upstream, harness, chat } = await startPair({ routing: { retries: 3 } });
      upstream.will(({ untilClosed }) => untilClosed());
      expect((await chat({}, { headers: { [name]: '0.1' } })).status).toBe(504);
      expect(upstream.seen).toHaveLength(1);
      expect(await harness.events()).toEqual([expect.objectContaining(TIMED_OUT)]);
    },
  );

  test('case 27: a stream that never falls silent still ends when its time is up', async () => {
    const { upstream, chat } = await startPair();
    upstream.will(async ({ socket, write }) => {
      await write(STREAM_HEAD);
      while (!socket.destroyed) {
        await write(chunk(text('on and on')));
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    const answer = await chat({ stream: true }, { headers: { 'x-tollgate-timeout': '0.2' } });
    expect(await answer.text()).toContain('upstream_timeout');
  });

  test("case 27: nobody gets more time than the operator's limit", async () => {
    const { upstream, chat } = await startPair({ totalTimeoutMs: 100 });
    upstream.will(({ untilClosed }) => untilClosed());
    expect((await chat({}, { headers: { 'x-tollgate-timeout': '3600' } })).status).toBe(504);
  });

  test('case 27: an upstream that takes no connection is a 502, recorded at no cost', async () => {
    const { harness, chat } = await startPair({
      deployment: { apiBase: 'http://127.0.0.1:9/v1' },
    });
    expect((await chat()).status).toBe(502);
    expect(await harness.events()).toEqual([
      expect.objectContaining({ error_code: 'upstream_unreachable', cost: '0' }),
    ]);
  });
});

describe('kept connections', () => {
  test('case 34: one that the upstream closed while idle costs nobody a call', async () => {
    const { upstream, harness, chat } = await startPair();
    const closed = Promise.withResolvers<void>();
    upstream.will(async (connection, request) => {
      await ANSWER(connection, request);
      connection.hangUp();
      await connection.untilClosed();
      closed.resolve();
    }, ANSWER);
    expect((await chat()).status).toBe(200);
    await closed.promise;
    expect((await chat()).status).toBe(200);
    expect((await harness.events()).map((event) => event['status'])).toEqual([
      'succeeded',
      'succeeded',
    ]);
  });

  test('case 34: a request that went out is not silently sent twice, for it may have been billed', async () => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(ANSWER, ({ hangUp }) => hangUp());
    expect((await chat()).status).toBe(200);
    expect((await chat()).status).toBe(502);
    expect(upstream.seen).toHaveLength(2);
    expect((await harness.events()).map((event) => event['error_code'])).toEqual([
      null,
      'upstream_failed',
    ]);
  });

  test('case 34: is used again after a stream', async () => {
    const { upstream, chat } = await startPair();
    const sockets = new Set<unknown>();
    upstream.will(async (connection, request) => {
      sockets.add(connection.socket);
      await stream(text('hi'), usageChunk(7, 3), DONE)(connection, request);
    });
    for (let call = 0; call < 3; call += 1) await (await chat({ stream: true })).text();
    expect(sockets.size).toBeLessThan(3);
  });
});

import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { INFERENCE_ROUTES } from '../../../src/gateway/routes/index.ts';
import { DONE, startPair, text, tokens, usageChunk } from '../../testkit/gateway-pair.ts';
import { rawCaller, rawPost } from '../../testkit/raw-caller.ts';
import { chunk, LAST_CHUNK, STREAM_HEAD, stream, whole } from '../../testkit/scripted-upstream.ts';

const CHAT = '/v1/chat/completions';
const ANSWER = whole(200, { choices: [], ...tokens(7, 3) });
const CALL = JSON.stringify({ model: 'm', messages: [] });

describe('the size of an answer', () => {
  const MAX = { maxAnswerBytes: 10_000 };
  const SHORT = { messages: [{ role: 'user', content: 'Hello there' }] };

  test('past the limit its upstream is stopped; the caller is told, and its input is billed', async () => {
    const { upstream, harness, post } = await startPair(MAX);
    const stopped = Promise.withResolvers<void>();
    upstream.will(async ({ write, untilClosed }) => {
      await write(
        'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n',
      );
      await write('x'.repeat(20_000));
      await untilClosed();
      stopped.resolve();
    });
    const answer = await post(CHAT, SHORT);
    await stopped.promise;
    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({ error: { code: 'answer_too_large' } });
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        ...{ status: 'failed', http_status: 502, error_code: 'answer_too_large' },
        ...{ usage_source: 'estimated', output_tokens: 0 },
        input_tokens: expect.toSatisfy((tokens: number) => tokens > 0),
      }),
    ]);
  });

  test('at the limit it passes', async () => {
    const { upstream, post } = await startPair(MAX);
    const empty = JSON.stringify({ choices: [], ...tokens(7, 3), pad: '' }).length;
    const body = { choices: [], ...tokens(7, 3), pad: 'x'.repeat(MAX.maxAnswerBytes - empty) };
    upstream.will(whole(200, body));
    const answer = await post(CHAT, SHORT);
    expect(answer.status).toBe(200);
    expect((await answer.arrayBuffer()).byteLength).toBe(MAX.maxAnswerBytes);
  });

  test('a stream may be of any length', async () => {
    const { upstream, post } = await startPair(MAX);
    const events = Array.from({ length: 300 }, () => text('x'.repeat(100)));
    upstream.will(stream(...events, usageChunk(7, 3), DONE));
    const answer = await post(CHAT, { ...SHORT, stream: true });
    expect((await answer.text()).length).toBeGreaterThan(MAX.maxAnswerBytes);
  });

  test('one event of it may not: what came before is kept and billed, and its upstream is stopped', async () => {
    const { upstream, harness, post } = await startPair(MAX);
    const stopped = Promise.withResolvers<void>();
    upstream.will(async ({ write, untilClosed }) => {
      await write(STREAM_HEAD);
      await write(chunk(text('Hello')));
      for (let sent = 0; sent < 30; sent += 1) await write(chunk('x'.repeat(1_000)));
      await untilClosed();
      stopped.resolve();
    });
    const answer = await (await post(CHAT, { ...SHORT, stream: true })).text();
    await stopped.promise;
    expect(answer).toContain('Hello');
    expect(answer).toContain('"code":"answer_too_large"');
    expect(answer).not.toContain('xxx');
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        ...{ status: 'failed', http_status: 200, error_code: 'answer_too_large' },
        ...{ usage_source: 'estimated', output_tokens: 1 },
      }),
    ]);
  });
});

describe('the size of a request', () => {
  const MAX = { maxRequestBytes: 1_000 };
  const BIG = JSON.stringify({ model: 'm', pad: 'x'.repeat(200_000) });

  test('case 28: past the limit it is a 413 before its body is read', async () => {
    const { upstream, harness } = await startPair(MAX);
    const caller = await rawCaller(harness.url);
    caller.send(rawPost(CHAT, BIG).slice(0, 300));
    expect(await caller.until('request_too_large')).toMatch(/^HTTP\/1\.1 413 /);
    expect(upstream.seen).toEqual([]);
  });

  test('case 28: a caller that sends it all hears the 413, with or without a length', async () => {
    const { upstream, harness, post } = await startPair(MAX);
    expect((await post(CHAT, { pad: 'x'.repeat(200_000) })).status).toBe(413);
    const caller = await rawCaller(harness.url);
    caller.send(
      `POST ${CHAT} HTTP/1.1\r\nhost: g\r\nauthorization: Bearer sk-test\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    caller.send(chunk(BIG).toString() + LAST_CHUNK);
    expect(await caller.until('request_too_large')).toMatch(/^HTTP\/1\.1 413 /);
    expect(upstream.seen).toEqual([]);
  });

  test('case 28: a caller that waits to be asked is not asked for what would be refused', async () => {
    const { harness } = await startPair(MAX);
    const caller = await rawCaller(harness.url);
    caller.send(rawPost(CHAT, BIG, ['expect: 100-continue']).split('{')[0] as string);
    const answer = await caller.untilClosed();
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).not.toContain('100 Continue');
  });

  test('case 28: a caller that waits to be asked is asked, and answered', async () => {
    const { upstream, harness } = await startPair();
    upstream.will(ANSWER);
    const caller = await rawCaller(harness.url);
    caller.send(rawPost(CHAT, CALL, ['expect: 100-continue']).slice(0, -CALL.length));
    await caller.until('100 Continue');
    caller.send(CALL);
    expect(await caller.until('"usage"')).toContain('HTTP/1.1 200 OK');
    expect(upstream.seen[0]?.headers['expect']).toBeUndefined();
  });

  test('case 28: a compressed request cannot hide its size: it is not unpacked at all', async () => {
    const { upstream, post } = await startPair();
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    const answer = await post(CHAT, {}, { body: bomb, headers: { 'content-encoding': 'gzip' } });
    expect(answer.status).toBe(415);
    expect(upstream.seen).toEqual([]);
  });
});

describe('an upstream that compresses although it is asked not to', () => {
  const json = JSON.stringify({ choices: [], ...tokens(7, 3) });
  const METERED = expect.objectContaining({ usage_source: 'reported', cost: '0.000013' });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['GZIP', gzipSync],
  ])(
    'case 29: a whole answer in %s passes as it is, and a copy is metered',
    async (encoding, pack) => {
      const { upstream, harness } = await startPair();
      const packed = pack(json);
      upstream.will(async ({ write }) => {
        await write(
          `HTTP/1.1 200 OK\r\ncontent-encoding: ${encoding}\r\ncontent-length: ${packed.length}\r\n\r\n`,
        );
        await write(packed);
      });
      const caller = await rawCaller(harness.url);
      caller.send(rawPost(CHAT, CALL, ['connection: close']));
      const answer = await caller.untilClosed();
      expect(answer).toContain(`content-encoding: ${encoding}`);
      expect(answer.endsWith(packed.toString('latin1'))).toBe(true);
      expect(upstream.seen[0]?.headers['accept-encoding']).toBe('identity');
      expect(await harness.events()).toEqual([METERED]);
    },
  );

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ])(
    'case 29: a stream in %s is unpacked, so that its usage chunk can be taken out',
    async (encoding, pack) => {
      const { upstream, harness, chat } = await startPair();
      const packed = pack(text('hello') + usageChunk(7, 3) + DONE);
      upstream.will(async ({ write }) => {
        await write(
          `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: ${encoding}\r\ntransfer-encoding: chunked\r\n\r\n`,
        );
        for (const byte of packed) await write(chunk(Buffer.of(byte)));
        await write(LAST_CHUNK);
      });
      const answer = await chat({ stream: true });
      expect(answer.headers.get('content-encoding')).toBeNull();
      expect(await answer.text()).toBe(text('hello') + DONE);
      expect(await harness.events()).toEqual([METERED]);
    },
  );

  test('case 29: what is not what it says passes as it is, and is estimated', async () => {
    const { upstream, harness } = await startPair();
    upstream.will(whole(200, json, { 'content-encoding': 'gzip' }));
    const caller = await rawCaller(harness.url);
    caller.send(rawPost(CHAT, CALL, ['connection: close']));
    expect(await caller.untilClosed()).toContain(json);
    expect(harness.bugs).toEqual([]);
    expect(await harness.events()).toHaveLength(1);
  });

  test.each([
    ['ends', LAST_CHUNK],
    ['goes on', ''],
  ])('case 29: a stream that is not what it says, and %s, ends in an error', async (_, last) => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(async ({ write }) => {
      await write(
        'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n',
      );
      await write(chunk('not gzip at all').toString() + last);
    });
    expect(await (await chat({ stream: true })).text()).toContain('upstream_failed');
    expect(await harness.events()).toEqual([expect.objectContaining({ status: 'failed' })]);
  });
});

describe('headers', () => {
  test("case 30: of the caller's, only those meant for the provider go on", async () => {
    const { upstream, harness } = await startPair({ deployment: { upstreamModel: 'm' } });
    upstream.will(ANSWER);
    const caller = await rawCaller(harness.url);
    caller.send(
      rawPost(CHAT, CALL, [
        'connection: keep-alive, x-hop',
        'x-hop: 1',
        'te: trailers',
        'keep-alive: timeout=5',
        'proxy-authorization: Basic x',
        'cookie: session=1',
        'x-forwarded-for: 10.0.0.1',
        'forwarded: for=10.0.0.1',
        'x-api-key: sk-test',
        'openai-organization: org-caller',
        'accept-encoding: gzip',
        'openai-beta: assistants=v2',
      ]),
    );
    await caller.until('"usage"');
    expect(Object.keys(upstream.seen[0]?.headers ?? {}).sort()).toEqual([
      'accept-encoding',
      'connection',
      'content-length',
      'content-type',
      'host',
      'openai-beta',
      'user-agent',
    ]);
    expect(upstream.seen[0]?.headers).toMatchObject({
      host: new URL(upstream.baseUrl).host,
      'content-length': String(CALL.length),
    });
  });

  test("case 30: of the upstream's, none that belong to one hop, the operator's account or this server", async () => {
    const { upstream, chat } = await startPair();
    const withheld = {
      connection: 'keep-alive, x-hop',
      'x-hop': '1',
      'keep-alive': 'timeout=5',
      'proxy-authenticate': 'Basic',
      'set-cookie': 'session=1',
      server: 'cloudflare',
      'alt-svc': 'h3=":443"',
      'strict-transport-security': 'max-age=1',
      'openai-organization': 'org-operator',
      'openai-project': 'proj',
      'anthropic-organization-id': 'org',
      'access-control-allow-origin': '*',
      'x-litellm-model-id': 'x',
      'x-tollgate-unpriced': 'true',
    };
    upstream.will(
      whole(200, { choices: [], ...tokens(7, 3) }, { ...withheld, 'x-request-id': 'r' }),
    );
    const { headers } = await chat();
    expect(headers.get('x-request-id')).toBe('r');
    expect(headers.get('x-tollgate-response-cost')).toBe('0.000013');
    const { connection: _, 'keep-alive': __, ...gone } = withheld;
    for (const name of Object.keys(gone)) expect([name, headers.get(name)]).toEqual([name, null]);
  });
});

describe('requests that two readers could read differently', () => {
  test.each([
    ['two lengths', ['content-length: 5']],
    ['a length and chunks', ['transfer-encoding: chunked']],
    ['a transfer encoding nobody knows', ['transfer-encoding: chunked, x']],
    ['a header name with a space', ['x-odd : 1']],
    ['a folded header', ['x-odd: 1\r\n 2']],
  ])('case 31: %s: refused, and nothing goes on', async (_, headers) => {
    const { upstream, harness } = await startPair();
    const caller = await rawCaller(harness.url);
    caller.send(rawPost(CHAT, CALL, headers));
    expect(await caller.untilClosed()).toMatch(/^HTTP\/1\.1 400 /);
    expect(upstream.seen).toEqual([]);
    expect(await harness.events()).toEqual([]);
  });
});

describe('older and hastier callers', () => {
  test('case 34: HTTP/1.0 gets its stream without chunks, until the connection ends', async () => {
    const { upstream, harness } = await startPair();
    upstream.will(stream(text('hi'), usageChunk(7, 3), DONE));
    const caller = await rawCaller(harness.url);
    const body = JSON.stringify({ model: 'm', stream: true });
    caller.send(rawPost(CHAT, body).replace('HTTP/1.1', 'HTTP/1.0'));
    const answer = await caller.untilClosed();
    expect(answer).not.toContain('transfer-encoding');
    expect(answer.split('\r\n\r\n')[1]).toBe(text('hi') + DONE);
    expect(await harness.events()).toHaveLength(1);
  });

  test('case 34: calls sent without waiting are answered in their order', async () => {
    const { upstream, harness } = await startPair();
    upstream.will(whole(200, { id: 'first', ...tokens(7, 3) }), whole(200, { id: 'second' }));
    const caller = await rawCaller(harness.url);
    caller.send(rawPost(CHAT, CALL) + rawPost(CHAT, CALL, ['connection: close']));
    const answer = await caller.untilClosed();
    expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    expect(await harness.events()).toHaveLength(2);
  });
});

describe('what reaches no model', () => {
  test.each([
    ['OPTIONS', CHAT, 204],
    ['OPTIONS', '/v1/models', 204],
    ['HEAD', '/v1/models', 200],
    ['HEAD', '/v1/models/m', 200],
    ['GET', '/v1/models', 200],
    ['HEAD', CHAT, 405],
    ['PUT', CHAT, 405],
  ])('case 35: %s %s is a %i that costs nothing', async (method, path, status) => {
    const { upstream, harness } = await startPair();
    const headers = { authorization: 'Bearer sk-test' };
    const answer = await fetch(harness.url + path, { method, headers });
    expect(answer.status).toBe(status);
    if (method === 'OPTIONS') expect(answer.headers.get('allow')).toContain('OPTIONS');
    if (method === 'HEAD') expect(await answer.text()).toBe('');
    expect(upstream.seen).toEqual([]);
    expect(await harness.events()).toEqual([]);
  });

  test.each(['/v1/fine_tuning/jobs', '/v1/batches', '/v1/files', '/v1/messages/batches'])(
    'case 24: %s, whose costs come later, is not offered',
    async (path) => {
      const { upstream, harness, post } = await startPair();
      const answer = await post(path, {});
      expect([answer.status, upstream.seen, await harness.events()]).toEqual([404, [], []]);
      expect(await answer.json()).toMatchObject({ error: { code: 'unknown_route' } });
    },
  );

  test.each([
    '/v1/realtime/sessions',
    '/v1/images/edits',
    '/v1/chat/completions/',
    '/v1//chat/completions',
    '/v1/%63hat/completions',
    '/openai/deployments/m/../chat/completions',
  ])('case 36: %s, which is not governed, leads nowhere', async (path) => {
    const { upstream, harness } = await startPair();
    const caller = await rawCaller(harness.url);
    caller.send(rawPost(path, CALL, ['connection: close']));
    expect(await caller.untilClosed()).toMatch(/^HTTP\/1\.1 404 /);
    expect(upstream.seen).toEqual([]);
  });

  test.each(INFERENCE_ROUTES.map((route) => route.path))(
    'case 36: %s, which is, is not let through without a key',
    async (path) => {
      const { upstream, harness } = await startPair();
      const answer = await fetch(harness.url + path, { method: 'POST', body: CALL });
      expect(answer.status).toBe(401);
      expect(upstream.seen).toEqual([]);
    },
  );
});

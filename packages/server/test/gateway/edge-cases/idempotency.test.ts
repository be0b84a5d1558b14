import { describe, expect, test } from 'vitest';
import { MASTER } from '../../testkit/gateway-harness.ts';
import { DONE, startPair, text, tokens, usageChunk } from '../../testkit/gateway-pair.ts';
import {
  chunk,
  LAST_CHUNK,
  type Script,
  STREAM_HEAD,
  stream,
  whole,
} from '../../testkit/scripted-upstream.ts';

const ANSWER = whole(200, { id: 'first', choices: [], ...tokens(7, 3) });
const KEY = { 'idempotency-key': 'order-1' };
const withKey = (more: Record<string, string> = {}) => ({ headers: { ...KEY, ...more } });

describe('one idempotency key', () => {
  test('case 26: the same key and body is one call and one charge, and the same answer', async () => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(ANSWER, whole(200, { id: 'second', choices: [], ...tokens(7, 3) }));
    const first = await chat({}, withKey());
    const again = await chat({}, withKey());
    expect([again.status, await again.text()]).toEqual([200, await first.text()]);
    for (const name of ['x-tollgate-call-id', 'x-tollgate-response-cost', 'content-type']) {
      expect(again.headers.get(name)).toBe(first.headers.get(name));
    }
    expect(first.headers.get('x-tollgate-replayed')).toBeNull();
    expect(again.headers.get('x-tollgate-replayed')).toBe('true');
    expect(upstream.seen).toHaveLength(1);
    expect(await harness.events()).toHaveLength(1);
  });

  test('case 26: a stream is given again, byte for byte', async () => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(stream(text('Hel'), text('lo'), usageChunk(7, 3), DONE));
    const first = await chat({ stream: true }, withKey());
    const bytes = await first.text();
    const again = await chat({ stream: true }, withKey());
    expect(await again.text()).toBe(bytes);
    expect(again.headers.get('content-type')).toBe('text/event-stream');
    expect(upstream.seen).toHaveLength(1);
    expect(await harness.events()).toHaveLength(1);
  });

  test('case 26: while the call runs it is a 409 that may be tried again', async () => {
    const { upstream, harness, chat } = await startPair();
    const { promise, resolve } = Promise.withResolvers<void>();
    upstream.will(async (connection, request) => {
      await promise;
      await ANSWER(connection, request);
    });
    const first = chat({}, withKey());
    await expect.poll(() => upstream.seen.length).toBe(1);
    const early = await chat({}, withKey());
    expect([early.status, early.headers.get('retry-after')]).toEqual([409, '1']);
    expect(await early.json()).toMatchObject({ error: { code: 'idempotency_key_in_use' } });
    resolve();
    await first;
    expect((await chat({}, withKey())).status).toBe(200);
    expect(await harness.events()).toHaveLength(1);
  });

  test('case 26: of a hundred at once one reaches the upstream', async () => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(ANSWER);
    const answers = await Promise.all(Array.from({ length: 100 }, () => chat({}, withKey())));
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect(upstream.seen).toHaveLength(1);
    expect(await harness.events()).toHaveLength(1);
  });

  test('case 26: another body, model or route is a 422', async () => {
    const { upstream, chat, post } = await startPair();
    upstream.will(ANSWER);
    await chat({}, withKey());
    for (const other of [
      await chat({ temperature: 1 }, withKey()),
      await post('/v1/embeddings', { input: 'hi' }, withKey()),
    ]) {
      expect(other.status).toBe(422);
      expect(await other.json()).toMatchObject({
        error: { type: 'invalid_request_error', code: 'idempotency_key_reused' },
      });
    }
    expect(upstream.seen).toHaveLength(1);
  });

  test('case 26: is one API key’s: another one’s is another, here and at the provider', async () => {
    const keys = { 'sk-test': { ...MASTER, id: 'a' }, 'sk-other': { ...MASTER, id: 'b' } };
    const { upstream, chat } = await startPair({ keys });
    upstream.will(ANSWER);
    await chat({}, withKey());
    await chat({}, withKey({ authorization: 'Bearer sk-other' }));
    const sent = upstream.seen.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(sent).size).toBe(2);
    expect(sent.join()).not.toContain('order-1');
  });

  test('case 26: a call that failed or was refused cost nothing, and may be made again', async () => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(whole(500, {}), ANSWER);
    expect((await chat({ model: 'nope' }, withKey())).status).toBe(404);
    expect((await chat({}, withKey())).status).toBe(500);
    expect((await chat({}, withKey())).status).toBe(200);
    expect((await harness.events()).map((event) => event['cost'])).toEqual(['0', '0.000013']);
  });

  test('case 26: the same body for another customer, named in a header, is another request', async () => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(ANSWER);
    const { headers } = withKey();
    const statuses = [];
    for (const customer of ['acme', 'acme', 'other']) {
      const answer = await chat(
        {},
        { headers: { ...headers, 'x-tollgate-customer-id': customer } },
      );
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([200, 200, 422]);
    expect(await harness.events()).toEqual([
      expect.objectContaining({ customer_external_id: 'acme' }),
    ]);
  });

  test('case 26: a caller that left a stream finds the whole of it, for one charge', async () => {
    const { upstream, harness, chat, settled } = await startPair();
    const left = Promise.withResolvers<void>();
    upstream.will(async ({ write }) => {
      await write(STREAM_HEAD + chunk(text('Hel')).toString());
      await left.promise;
      await write(Buffer.concat([text('lo'), usageChunk(7, 3), DONE].map(chunk)));
      await write(LAST_CHUNK);
    });
    const aborting = new AbortController();
    const first = await chat({ stream: true }, { ...withKey(), signal: aborting.signal });
    await first.body?.getReader().read();
    aborting.abort();
    await expect.poll(async () => (await chat({ stream: true }, withKey())).status).toBe(409);
    left.resolve();
    await settled();
    const again = await (await chat({ stream: true }, withKey())).text();
    expect(again).toContain('Hel');
    expect(again).toContain('[DONE]');
    expect(await harness.events()).toEqual([
      expect.objectContaining({ usage_source: 'reported', cost: '0.000013' }),
    ]);
  });

  test('case 26: an answer that broke off with its caller gone is not charged twice', async () => {
    const { upstream, harness, chat, settled } = await startPair();
    const left = Promise.withResolvers<void>();
    const half: Script = async ({ write, hangUp }) => {
      await write(STREAM_HEAD + chunk(text('Hello')).toString());
      await left.promise;
      hangUp();
    };
    upstream.will(half, ANSWER);
    const aborting = new AbortController();
    const first = await chat({ stream: true }, { ...withKey(), signal: aborting.signal });
    await first.body?.getReader().read();
    aborting.abort();
    await expect.poll(async () => (await chat({ stream: true }, withKey())).status).toBe(409);
    left.resolve();
    await settled();
    const again = await chat({ stream: true }, withKey());
    expect([again.status, again.headers.get('x-should-retry')]).toEqual([409, 'false']);
    expect(await again.json()).toMatchObject({ error: { code: 'idempotent_answer_gone' } });
    expect(await harness.events()).toHaveLength(1);
  });

  test('case 26: an answer too large to keep is still charged once', async () => {
    const { upstream, harness, chat } = await startPair({ idempotency: { maxAnswerBytes: 10 } });
    upstream.will(ANSWER);
    expect((await chat({}, withKey())).status).toBe(200);
    expect((await chat({}, withKey())).status).toBe(409);
    expect(await harness.events()).toHaveLength(1);
  });

  test.each(['x'.repeat(256), 'a\tb'])('case 26: %j is no key', async (key) => {
    const { upstream, chat } = await startPair();
    upstream.will(ANSWER);
    const answer = await chat({}, { headers: { 'idempotency-key': key } });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { param: 'Idempotency-Key' } });
    expect(upstream.seen).toHaveLength(0);
  });
});

import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventOfOpening } from '../../../src/gateway/index.ts';
import { parsePico } from '../../../src/kernel/index.ts';
import { Journal } from '../../../src/platform/journal/index.ts';
import { budget, rules } from '../../testkit/budget-rules.ts';
import { FakeClock } from '../../testkit/fake-clock.ts';
import { MASTER } from '../../testkit/gateway-harness.ts';
import { DONE, startPair, text, tokens, usageChunk } from '../../testkit/gateway-pair.ts';
import { chunk, type Script, STREAM_HEAD, stream, whole } from '../../testkit/scripted-upstream.ts';

const ANSWER = whole(200, { choices: [], ...tokens(7, 3) });

/** Answers once it is told to. */
function whenTold(): { script: Script; tell: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    script: async (connection, request) => {
      await promise;
      await ANSWER(connection, request);
    },
    tell: resolve,
  };
}

/** What a process that finds the journal as it is now makes of the calls under way. */
async function abandonedIn(directory: string): Promise<unknown[]> {
  const copy = await mkdtemp(join(tmpdir(), 'journal-'));
  onTestFinished(() => rm(copy, { recursive: true, force: true }));
  await cp(directory, copy, { recursive: true });
  const { journal, abandoned } = await Journal.open({
    directory: copy,
    durability: 'process',
    maxBytes: 1 << 30,
  });
  await journal.close();
  return abandoned.map(({ json }) => JSON.parse(eventOfOpening(json)));
}

describe('a call under way', () => {
  test('case 37: finishes when its key is revoked; the next one is refused', async () => {
    const { upstream, harness, chat } = await startPair();
    const { script, tell } = whenTold();
    upstream.will(script);
    const answer = chat();
    await expect.poll(() => upstream.seen.length).toBe(1);
    delete harness.keys['sk-test'];
    tell();
    expect((await answer).status).toBe(200);
    expect((await chat()).status).toBe(401);
    expect(await harness.events()).toHaveLength(1);
  });

  test('case 37: finishes when its budget is lowered; the next one is refused', async () => {
    const { upstream, harness, chat } = await startPair({
      rules: rules({ budgets: [budget({ limit: 1_000_000_000n })] }),
    });
    const { script, tell } = whenTold();
    upstream.will(script);
    const answer = chat({ max_tokens: 10 });
    await expect.poll(() => upstream.seen.length).toBe(1);
    harness.budgets.setRules(rules({ budgets: [budget({ limit: 1n })] }));
    tell();
    expect((await answer).status).toBe(200);
    expect((await chat({ max_tokens: 10 })).status).toBe(429);
    const [event] = await harness.events();
    expect(await harness.budgets.state('budget')).toMatchObject({
      postedPico: parsePico(String(event?.['charge'])),
      pendingPico: 0n,
      availablePico: 0n,
    });
  });

  test('case 38: is charged to the month it was let in, and leaves the next one whole', async () => {
    const clock = new FakeClock('2026-03-31T23:59:59.900Z');
    const month = budget({ limit: 1_000_000_000n, period: 'monthly' });
    const { upstream, harness, chat } = await startPair({
      clock,
      rules: rules({ budgets: [month] }),
    });
    const march = { pendingPico: 0n, postedPico: 0n };
    upstream.will(async (connection, request) => {
      Object.assign(march, await harness.budgets.state('budget'));
      clock.advance(5_000);
      await ANSWER(connection, request);
    });
    expect((await chat({ max_tokens: 10 })).status).toBe(200);
    expect(march.pendingPico).toBeGreaterThan(0n);
    expect(await harness.budgets.state('budget')).toMatchObject({
      startsAt: new Date('2026-04-01T00:00:00Z'),
      postedPico: 0n,
      pendingPico: 0n,
    });
  });

  test('case 38: belongs to the moment it was let in, whenever it ends and however often it is tried', async () => {
    const clock = new FakeClock('2026-03-31T23:59:59.900Z');
    const { upstream, harness, chat } = await startPair({ clock, routing: { retries: 1 } });
    upstream.will(async (connection, request) => {
      clock.advance(5_000);
      await whole(503, {}, { 'retry-after-ms': '0' })(connection, request);
    }, ANSWER);
    expect((await chat()).status).toBe(200);
    const events = await harness.events();
    expect(events.map((event) => [event['attempt'], event['occurred_at']])).toEqual([
      [1, '2026-03-31T23:59:59.900Z'],
      [2, '2026-03-31T23:59:59.900Z'],
    ]);
  });

  test.each([
    [{ max_tokens: 50 }, 50],
    [{ max_completion_tokens: 60 }, 60],
    [{}, 0],
  ])(
    'case 16: with %j, of which nothing more is heard, used %i output tokens at most',
    async (body, output_tokens) => {
      const { upstream, harness, chat } = await startPair();
      const { script, tell } = whenTold();
      upstream.will(script);
      const answer = chat(body);
      await expect.poll(() => upstream.seen.length).toBe(1);
      expect(await abandonedIn(harness.directory)).toEqual([
        expect.objectContaining({ status: 'unknown', usage_source: 'estimated', output_tokens }),
      ]);
      tell();
      await answer;
    },
  );

  test('case 40: is on disk before its upstream is called, and is not any more once it is settled', async () => {
    const { upstream, harness, chat } = await startPair();
    const found: unknown[] = [];
    upstream.will(async (connection, request) => {
      found.push(...(await abandonedIn(harness.directory)));
      await ANSWER(connection, request);
    });
    await chat();
    expect(found).toEqual([
      expect.objectContaining({ status: 'unknown', error_code: 'process_died', model: 'm' }),
    ]);
    expect(await abandonedIn(harness.directory)).toEqual([]);
  });
});

describe('shutting down', () => {
  test('case 39: lets the calls under way finish, and no more in', async () => {
    const { upstream, harness, chat } = await startPair();
    const { script, tell } = whenTold();
    upstream.will(script);
    const answer = chat();
    await expect.poll(() => upstream.seen.length).toBe(1);
    const drained = harness.gateway.drain(60_000);
    const late = await chat();
    expect(late.status).toBe(503);
    expect(late.headers.get('retry-after')).toBe('1');
    expect(await late.json()).toMatchObject({ error: { code: 'shutting_down' } });
    tell();
    expect((await answer).status).toBe(200);
    await drained;
    expect(await harness.events()).toHaveLength(1);
  });

  test('case 39: breaks off at the deadline what is not done, and has it recorded when it returns', async () => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(
      async ({ write, untilClosed }) => {
        await write(STREAM_HEAD + chunk(text('Hello there')).toString());
        await untilClosed();
      },
      ({ untilClosed }) => untilClosed(),
    );
    const streamed = await chat({ stream: true });
    const answer = chat();
    await expect.poll(() => upstream.seen.length).toBe(2);
    await harness.gateway.drain(10);
    expect(harness.journal.stats().openCalls).toBe(0);
    expect(await streamed.text()).toContain('shutting_down');
    expect((await answer).status).toBe(503);
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'failed', error_code: 'shutting_down' }),
      expect.objectContaining({ status: 'failed', error_code: 'shutting_down' }),
    ]);
  });
});

describe('a fault of this server', () => {
  const FAULT = new Error('out of order');
  const faulty = (member: 'models' | 'tags') => ({
    ...MASTER,
    get [member](): never {
      throw FAULT;
    },
  });

  test.each(['models', 'tags'] as const)('is answered, and reported: %s', async (member) => {
    const { upstream, harness, chat } = await startPair({ keys: { 'sk-test': faulty(member) } });
    const answer = await chat();
    expect([answer.status, await answer.json()]).toMatchObject([
      500,
      { error: { code: 'internal_error', message: 'Something went wrong in Tollgate.' } },
    ]);
    expect(harness.bugs).toEqual([FAULT]);
    expect(upstream.seen).toEqual([]);
  });

  test('in the middle of a stream ends the stream', async () => {
    const { upstream, harness, chat } = await startPair();
    harness.journal.settle = () => Promise.reject(FAULT);
    upstream.will(stream(text('Hi'), usageChunk(7, 3), DONE));
    const answer = await chat({ stream: true });
    await expect(answer.text()).rejects.toThrow();
    expect(harness.bugs).toEqual([FAULT]);
  });
});

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeClock } from '../testkit/fake-clock.ts';
import { deploymentConfig, startGateway } from '../testkit/gateway-harness.ts';
import { DONE, text, tokens, usageChunk } from '../testkit/gateway-pair.ts';
import {
  chunk,
  type Script,
  type ScriptedUpstream,
  STREAM_HEAD,
  startScriptedUpstream,
  stream,
  whole,
} from '../testkit/scripted-upstream.ts';

/** Which model name each deployment has: `m` falls back to `a`, `a` to `b`, and `b` to `m` again. */
const MODELS = ['m', 'm', 'm', 'a', 'a', 'b'];
const FALLBACKS = { m: ['a'], a: ['b'], b: ['m'] };
const SOON = { 'retry-after-ms': '1' };
const USED = tokens(10, 5);

interface Reply {
  readonly script: Script;
  /** Whether its attempt costs something. */
  readonly billed: boolean;
  /** What a router may do next: nothing, try again, or only try another one. */
  readonly next: 'end' | 'again' | 'elsewhere';
}

const breaksOff: Script = async ({ write, hangUp }) => {
  await write(STREAM_HEAD);
  await write(chunk(text('Hel')));
  hangUp();
};

const REPLIES = {
  whole: { script: whole(200, { choices: [], ...USED }), billed: true, next: 'end' },
  streamed: { script: stream(text('Hi'), usageChunk(10, 5), DONE), billed: true, next: 'end' },
  brokenOff: { script: breaksOff, billed: true, next: 'end' },
  wrong: { script: whole(400, { error: {} }), billed: false, next: 'end' },
  busy: { script: whole(503, { error: {} }, SOON), billed: false, next: 'again' },
  billedError: { script: whole(500, { error: {}, ...USED }, SOON), billed: true, next: 'again' },
  limited: { script: whole(429, { error: {} }, SOON), billed: false, next: 'again' },
  limitedForLong: {
    script: whole(429, { error: {} }, { 'retry-after': '60' }),
    billed: false,
    next: 'again',
  },
  reset: { script: ({ reset }) => reset(), billed: false, next: 'again' },
  wrongKey: { script: whole(401, { error: {} }), billed: false, next: 'elsewhere' },
} as const satisfies Record<string, Reply>;

type ReplyName = keyof typeof REPLIES;

const aCall = fc.record({
  streams: fc.boolean(),
  replies: fc.array(
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom<ReplyName>('busy', 'limited', 'limitedForLong') },
      { weight: 4, arbitrary: fc.constantFrom<ReplyName>('billedError', 'wrongKey') },
      { weight: 3, arbitrary: fc.constantFrom<ReplyName>('whole', 'streamed') },
      { weight: 2, arbitrary: fc.constantFrom<ReplyName>('brokenOff', 'wrong', 'reset') },
    ),
    { minLength: 12, maxLength: 12 },
  ),
  /** How long nothing happens before it. */
  pauseMs: fc.constantFrom(0, 0, 5, 6_000, 61_000),
});

const aRun = fc.record({
  strategy: fc.constantFrom('shuffle' as const, 'least-busy' as const, 'cheapest' as const),
  retries: fc.integer({ min: 0, max: 3 }),
  allowedFailures: fc.integer({ min: 0, max: 2 }),
  orders: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 6, maxLength: 6 }),
  prices: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 6, maxLength: 6 }),
  calls: fc.array(aCall, { minLength: 1, maxLength: 5 }),
});

type Run = typeof aRun extends fc.Arbitrary<infer T> ? T : never;

let upstreams: ScriptedUpstream[];
beforeAll(async () => {
  upstreams = await Promise.all(MODELS.map(() => startScriptedUpstream()));
});
afterAll(() => Promise.all(upstreams.map((each) => each.stop())));

/** What was seen of one call: which deployment was asked, how it stood then, and what it replied. */
interface Asked {
  readonly deployment: number;
  readonly cooling: readonly boolean[];
  readonly reply: Reply;
}

async function startRun({ strategy, retries, allowedFailures, orders, prices }: Run) {
  const clock = new FakeClock('2026-03-01T12:00:00Z');
  const ids = MODELS.map((_, index) => `routed-${index}`);
  const harness = await startGateway({
    clock,
    routing: { strategy, retries, allowedFailures, coolDownMs: 5_000, fallbacks: FALLBACKS },
    deployments: MODELS.map((modelName, index) =>
      deploymentConfig({
        id: `routed-${index}`,
        modelName,
        provider: 'custom',
        apiBase: upstreams[index]?.baseUrl ?? null,
        order: orders[index] ?? 0,
        settings: {
          input_cost_per_token: `0.00000${prices[index]}`,
          output_cost_per_token: `0.00000${prices[index]}`,
        },
      }),
    ),
  });
  const asked: Asked[] = [];
  let replies: readonly ReplyName[] = [];
  upstreams.forEach((upstream, deployment) => {
    upstream.will(async (connection, request) => {
      const cooling = ids.map((id) => harness.gateway.healthOf(id)?.status === 'cooling');
      const reply = REPLIES[replies[asked.length] ?? 'wrong'];
      asked.push({ deployment, cooling, reply });
      await reply.script(connection, request);
    });
  });
  const call = async ({ streams, replies: given, pauseMs }: Run['calls'][number]) => {
    clock.advance(pauseMs);
    asked.length = 0;
    replies = given;
    const answer = await fetch(`${harness.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-test' },
      body: JSON.stringify({ model: 'm', stream: streams, messages: [] }),
    });
    const body = await answer.text();
    await harness.untilSettled();
    return { status: answer.status, body, asked: [...asked], events: await harness.events() };
  };
  return { harness, call };
}

/** Those that could be asked in place of what was, as far as the call had come. */
function betterOnes(before: readonly Asked[], { deployment, cooling }: Asked): number[] {
  const model = MODELS[deployment];
  const triedModels = new Set(before.map((each) => MODELS[each.deployment]));
  const dead = before
    .filter(({ reply }) => reply.next === 'elsewhere')
    .map((each) => each.deployment);
  return MODELS.flatMap((each, index) => {
    if (cooling[index] || dead.includes(index)) return [];
    return each === model || !triedModels.has(each) ? [index] : [];
  });
}

test('whatever upstreams reply, a call is tried by the rules, answered once and charged for what was billed', async () => {
  await fc.assert(
    fc.asyncProperty(aRun, async (run) => {
      const { harness, call } = await startRun(run);
      try {
        for (const each of run.calls) {
          const { status, asked, events } = await call(each);
          expect(asked.length).toBeGreaterThan(0);
          expect(asked.length).toBeLessThanOrEqual(
            (run.retries + 1) * Object.keys(FALLBACKS).length,
          );
          // One record for each attempt, and a charge where the provider has one.
          expect(events.map((event) => event['attempt'])).toEqual(asked.map((_, i) => i + 1));
          expect(events.map((event) => Number(event['charge']) > 0)).toEqual(
            asked.map(({ reply }) => reply.billed),
          );
          // Nothing after an answer, or after what no other try can mend.
          for (const { reply } of asked.slice(0, -1)) expect(reply.next).not.toBe('end');
          const answers = events.filter((event) => event['status'] === 'succeeded');
          const last = asked.at(-1)?.reply;
          const answered = last === REPLIES.whole || last === REPLIES.streamed;
          expect(answers).toEqual(answered ? [events.at(-1)] : []);
          expect(status === 200).toBe(answered || last === REPLIES.brokenOff);
          // None that cools down while another may answer, and none again that cannot.
          asked.forEach((attempt, index) => {
            const before = asked.slice(0, index);
            if (attempt.cooling[attempt.deployment])
              expect(betterOnes(before, attempt)).toEqual([]);
            const again = before.filter((other) => other.deployment === attempt.deployment);
            expect(again.map(({ reply }) => reply.next)).not.toContain('elsewhere');
          });
          // The first one is the operator's choice of those that are well.
          const [first] = asked;
          if (first === undefined || first.cooling[first.deployment]) continue;
          const rank = (index: number) => [
            run.orders[index],
            run.strategy === 'cheapest' ? run.prices[index] : 0,
          ];
          const well = MODELS.flatMap((model, index) =>
            model === MODELS[first.deployment] && !first.cooling[index] ? [rank(index)] : [],
          ).sort();
          expect(rank(first.deployment)).toEqual(well[0]);
        }
        expect(harness.bugs).toEqual([]);
      } finally {
        await harness.stop();
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);

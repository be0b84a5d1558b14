import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatPico, type Pico, parsePico, toPico } from '../../src/kernel/index.ts';
import {
  encodeSpendEvent,
  reconcile,
  recordBatch,
  type SpendEvent,
} from '../../src/metering/index.ts';
import { createPool, type Pool } from '../../src/platform/postgres/index.ts';
import { NO_USAGE, PriceBook, rate, readBookAsKnown } from '../../src/pricing/index.ts';
import { ReratingService, type Selection } from '../../src/rerating/index.ts';
import { createTestDatabase, type TestDatabase } from '../testkit/postgres.ts';
import { setTestPrice } from '../testkit/set-price.ts';
import { spendEvent } from '../testkit/spend-events.ts';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const day = (offset: number) => new Date(Date.UTC(2026, 0, 1 + offset));
const ALL: Selection = {
  startsAt: day(-100),
  endsAt: day(400),
  models: [],
  customers: [],
  only: 'ALL',
};

const SCALE = 10 ** 6;

function service(batch = 3): ReratingService {
  return new ReratingService({
    pool,
    book: new PriceBook(),
    deployments: () => [],
    steps: [],
    batch,
    onError: (error) => expect(error).toBeUndefined(),
  });
}

let keys = 0;
async function rerate(selection: Partial<Selection> = {}, { batch = 3 } = {}) {
  const rerating = service(batch);
  keys += 1;
  const request = { reason: 'test', requestedBy: 'me', idempotencyKey: `key ${keys}` };
  const started = await rerating.start({ ...ALL, ...selection }, request);
  if (!started.ok) throw new Error(JSON.stringify(started.error));
  await rerating.run(started.value.id);
  const done = await rerating.find(started.value.id);
  expect(done?.finishedAt).not.toBeNull();
  return done?.progress;
}

function record(...events: SpendEvent[]) {
  return recordBatch(pool, events.map(encodeSpendEvent), []);
}

function unpriced(facts: Partial<SpendEvent>): SpendEvent {
  return spendEvent({ cost: null, charge: null, priceVersion: null, ...facts });
}

async function currentCost(callId: string): Promise<string | null> {
  const { rows } = await pool.query<{ cost: string | null }>(
    'select sum(cost) as cost from spend_event where call_id = $1',
    [callId],
  );
  const cost = rows[0]?.cost ?? null;
  return cost === null ? null : formatPico(parsePico(cost) as Pico);
}

async function expectBooksToAgree(): Promise<void> {
  const { checks } = await reconcile(pool, new Date());
  expect(checks.filter((check) => !check.ok)).toEqual([]);
}

describe('re-rating', () => {
  test('prices calls that had no price, once; the record, rollups and totals agree', async () => {
    const call = unpriced({
      model: 'm1',
      upstreamModel: 'm1',
      inputTokens: 1_000,
      outputTokens: 500,
    });
    await record(call, call);
    await setTestPrice(pool, 'openai/m1', { input: '0.000001', output: '0.000002' });
    const [first, second] = [await rerate({ models: ['m1'] }), await rerate({ models: ['m1'] })];
    expect(first).toMatchObject({ examined: 1, adjusted: 1, unrated: 0 });
    expect(second).toMatchObject({ examined: 1, adjusted: 0 });
    expect(await currentCost(call.callId)).toBe('0.002');
    await expectBooksToAgree();
    const { rows } = await pool.query(
      `select calls::int, unpriced_calls::int, cost::float from usage_rollup
       join usage_dimension d on d.id = dimension_id where d.model = 'm1'`,
    );
    expect(rows).toEqual([{ calls: 1, unpriced_calls: 0, cost: 0.002 }]);
  });

  test('explicitly free is priced: the call is no longer counted as unpriced', async () => {
    const call = unpriced({ model: 'free', upstreamModel: 'free' });
    await record(call);
    await setTestPrice(pool, 'openai/free', { input: '0', output: '0' });
    expect(await rerate({ models: ['free'] })).toMatchObject({ adjusted: 1, difference: 0n });
    expect(await currentCost(call.callId)).toBe('0');
    expect(await rerate({ models: ['free'] })).toMatchObject({ adjusted: 0 });
    await expectBooksToAgree();
  });

  test('a chain of corrections comes to the last price, and a price that is gone leaves the call alone', async () => {
    const call = unpriced({
      model: 'chain',
      upstreamModel: 'chain',
      inputTokens: 10,
      outputTokens: 0,
    });
    await record(call);
    for (const input of ['0.3', '0.1', '0.2']) {
      await setTestPrice(pool, 'openai/chain', { input, output: '0' });
      await rerate({ models: ['chain'] });
    }
    expect(await currentCost(call.callId)).toBe('2');
    await setTestPrice(pool, 'openai/chain', null);
    expect(await rerate({ models: ['chain'] })).toMatchObject({ adjusted: 0, unrated: 1 });
    const { rows } = await pool.query(
      'select adjustment, cost::float, input_tokens::int from spend_event where call_id = $1 order by 1',
      [call.callId],
    );
    expect(rows).toEqual([
      { adjustment: 0, cost: null, input_tokens: 10 },
      { adjustment: 1, cost: 3, input_tokens: 0 },
      { adjustment: 2, cost: -2, input_tokens: 0 },
      { adjustment: 3, cost: 1, input_tokens: 0 },
    ]);
    await expectBooksToAgree();
  });

  test('a price that changes at an instant splits the calls at that instant', async () => {
    const noon = new Date('2026-02-01T12:00:00.000Z');
    const before = unpriced({
      model: 'cut',
      upstreamModel: 'cut',
      occurredAt: new Date(noon.getTime() - 1),
      inputTokens: 1,
      outputTokens: 0,
    });
    const at = unpriced({
      model: 'cut',
      upstreamModel: 'cut',
      occurredAt: noon,
      inputTokens: 1,
      outputTokens: 0,
    });
    await record(before, at);
    await setTestPrice(pool, 'openai/cut', { input: '1', output: '0' });
    await setTestPrice(pool, 'openai/cut', { input: '2', output: '0' }, { from: noon });
    await rerate({ models: ['cut'] });
    expect([await currentCost(before.callId), await currentCost(at.callId)]).toEqual(['1', '2']);
  });

  test('a call that used nothing owes nothing, whatever the price', async () => {
    const call = spendEvent({
      model: 'm1',
      upstreamModel: 'm1',
      usageSource: 'none',
      inputTokens: 0,
      outputTokens: 0,
      cost: toPico(0n),
      charge: toPico(0n),
    });
    await record(call);
    await rerate({ models: ['m1'] });
    expect(await currentCost(call.callId)).toBe('0');
  });

  test('concurrent runs adjust each call once', async () => {
    const calls = Array.from({ length: 60 }, () =>
      unpriced({ model: 'race', upstreamModel: 'race', inputTokens: 7, outputTokens: 0 }),
    );
    await record(...calls);
    await setTestPrice(pool, 'openai/race', { input: '0.000001', output: '0' });
    const runs = await Promise.all(
      Array.from({ length: 6 }, () => rerate({ models: ['race'] }, { batch: 7 })),
    );
    expect(runs.reduce((sum, run) => sum + (run?.adjusted ?? 0), 0)).toBe(60);
    const { rows } = await pool.query(
      `select count(*)::int as rows, sum(cost)::text as cost from spend_event where model = 'race' and adjustment > 0`,
    );
    expect(rows).toEqual([{ rows: 60, cost: '0.000420000000' }]);
    await expectBooksToAgree();
  });

  test('the same request again is the same run; another request by the same key is refused', async () => {
    const rerating = service();
    const request = { reason: 'r', requestedBy: 'me', idempotencyKey: 'once' };
    const asked = await Promise.all([1, 2, 3].map(() => rerating.start(ALL, request)));
    const ids = asked.map((answer) => (answer.ok ? answer.value.id : null));
    expect(new Set(ids).size).toBe(1);
    const other = await rerating.start({ ...ALL, models: ['other'] }, request);
    expect(other).toMatchObject({ ok: false, error: [{ code: 'CONFLICT' }] });
    await rerating.close();
  });

  test('a run that was broken off goes on where it stopped, at the prices it began with', async () => {
    const calls = Array.from({ length: 10 }, (_, i) =>
      unpriced({
        model: 'broken',
        upstreamModel: 'broken',
        inputTokens: 1,
        outputTokens: 0,
        occurredAt: new Date(day(0).getTime() + i),
      }),
    );
    await record(...calls);
    await setTestPrice(pool, 'openai/broken', { input: '1', output: '0' });
    const begun = service(2);
    const started = await begun.start(
      { ...ALL, models: ['broken'] },
      { reason: 'r', requestedBy: 'me', idempotencyKey: 'broken' },
    );
    await begun.close();
    await setTestPrice(pool, 'openai/broken', { input: '5', output: '0' });
    const id = started.ok ? started.value.id : '';
    const later = service(3);
    await later.run(id);
    expect((await later.find(id))?.progress).toMatchObject({ examined: 10, adjusted: 10 });
    for (const call of calls) expect(await currentCost(call.callId)).toBe('1');
    await expectBooksToAgree();
  });

  test.each([
    `update spend_event set cost = 0 where adjustment > 0`,
    `delete from spend_event where adjustment > 0`,
  ])('%s is refused', async (statement) => {
    await expect(pool.query(statement)).rejects.toThrow('append-only');
  });

  test('an adjustment out of turn, or twice, is refused by the database', async () => {
    const insert = (adjustment: number) =>
      pool.query(
        `insert into spend_event select (jsonb_populate_record(e, jsonb_build_object('adjustment', $1::int,
           'cost', 1, 'charge', 1, 'rerating_id', (select id from rerating limit 1)))).* from spend_event e
         where adjustment = 0 and model = 'chain'`,
        [adjustment],
      );
    await expect(insert(7)).rejects.toThrow('adjustment 7 of a call follows adjustment 6');
    await expect(insert(3)).rejects.toThrow('duplicate key');
  });
});

describe('after any sequence of calls, price changes and re-ratings', () => {
  const model = fc.constantFrom('a', 'b', 'c');
  const price = fc.nat(3_000).map((micro) => (micro / SCALE).toFixed(6));
  const call = fc.record({
    kind: fc.constant('call' as const),
    model,
    at: fc.nat(40),
    customer: fc.constantFrom('acme', 'bob', null),
    input: fc.nat(5_000),
    output: fc.nat(500),
    priced: fc.boolean(),
  });
  const change = fc.record({
    kind: fc.constant('price' as const),
    model,
    from: fc.nat(40),
    days: fc.integer({ min: 1, max: 30 }),
    tokens: fc.option(fc.record({ input: price, output: price }), { freq: 5 }),
  });
  const run = fc.record({
    kind: fc.constant('rerate' as const),
    models: fc.subarray(['a', 'b', 'c']),
    from: fc.nat(20),
    days: fc.integer({ min: 1, max: 40 }),
    only: fc.constantFrom('ALL' as const, 'UNPRICED' as const, 'PRICED' as const),
  });

  test('events, rollups and totals agree, and what was re-rated is at the price in force', async () => {
    let round = 0;
    const steps = fc.array(
      fc.oneof({ weight: 4, arbitrary: call }, { weight: 2, arbitrary: change }, run),
      { minLength: 5, maxLength: 25 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        round += 1;
        const name = (letter: string) => `prop-${round}-${letter}`;
        const calls: SpendEvent[] = [];
        for (const step of sequence) {
          if (step.kind === 'call') {
            const facts = {
              model: name(step.model),
              upstreamModel: name(step.model),
              occurredAt: day(step.at),
              customerExternalId: step.customer,
              inputTokens: step.input,
              outputTokens: step.output,
            };
            calls.push(step.priced ? spendEvent(facts) : unpriced(facts));
            await record(calls.at(-1) as SpendEvent);
          } else if (step.kind === 'price') {
            const span = { from: day(step.from), until: day(step.from + step.days) };
            await setTestPrice(pool, `openai/${name(step.model)}`, step.tokens, span);
          } else {
            await rerate({
              models: step.models.map(name),
              startsAt: day(step.from),
              endsAt: day(step.from + step.days),
              only: step.only,
            });
          }
        }
        await rerate({ models: ['a', 'b', 'c'].map(name) });
        expect(await rerate({ models: ['a', 'b', 'c'].map(name) })).toMatchObject({
          adjusted: 0,
          difference: 0n,
        });
        const book = await readBookAsKnown(pool, 'infinity');
        for (const event of calls) {
          const place = { layer: 'custom', subject: `openai/${event.model}` } as const;
          const inForce = book.find([place], event.occurredAt.getTime()).price;
          if (inForce === null) continue;
          const { inputTokens, outputTokens } = event;
          const { total } = rate({ ...NO_USAGE, inputTokens, outputTokens }, inForce.prices);
          expect(await currentCost(event.callId)).toBe(total === null ? null : formatPico(total));
        }
        await expectBooksToAgree();
      }),
      { numRuns: 12 },
    );
  }, 120_000);
});

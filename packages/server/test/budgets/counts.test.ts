import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isWithin } from '../../src/budgets/call-facts.ts';
import {
  type AdmittedCall,
  BudgetEngine,
  type CallFacts,
  createRecount,
  createSpendSource,
  type Scope,
  type SpendSource,
} from '../../src/budgets/index.ts';
import { toPico } from '../../src/kernel/index.ts';
import { encodeSpendEvent, recordBatch, type SpendEvent } from '../../src/metering/index.ts';
import { createPool, type Pool } from '../../src/platform/postgres/index.ts';
import { budget, callFacts, fixedNeed, rules, tier, tierBudget } from '../testkit/budget-rules.ts';
import { FakeClock } from '../testkit/fake-clock.ts';
import { createTestDatabase } from '../testkit/postgres.ts';
import { randomSpend } from '../testkit/random-spend.ts';
import { spendEvent } from '../testkit/spend-events.ts';

const CALLER = { deadlineMs: Infinity, isGone: () => false, onGone: () => () => undefined };
const NOW = '2026-03-15T12:07:00Z';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let pool: Pool;
let spend: SpendSource;
let clock: FakeClock;
let engine: BudgetEngine;
let questions: number;

beforeEach(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url);
  const source = createSpendSource(pool);
  questions = 0;
  spend = {
    spent: (asked) => {
      questions += 1;
      return source.spent(asked);
    },
    recordedAfter: source.recordedAfter,
  };
  clock = new FakeClock(NOW);
  engine = await started();
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

async function started(): Promise<BudgetEngine> {
  const made = new BudgetEngine({
    rules: { load: async () => rules() },
    spend,
    clock,
    patienceMs: 0,
  });
  await made.start();
  return made;
}

const record = (events: readonly SpendEvent[], own: BudgetEngine | null = null) =>
  recordBatch(pool, events.map(encodeSpendEvent), [
    async (_, { sequence }) => own?.ownSequence(sequence),
  ]);

async function admitted(call: CallFacts, cost: bigint): Promise<AdmittedCall> {
  const result = await engine.admission.admit(call, fixedNeed(cost), CALLER);
  if (!result.ok) throw new Error(`refused: ${result.error.code}`);
  return result.value;
}

/** An event of a call as the gateway records it. */
function eventOf(callId: string, charge: bigint, overrides: Partial<SpendEvent> = {}): SpendEvent {
  const amount = toPico(charge);
  return spendEvent({
    callId,
    occurredAt: clock.now(),
    cost: amount,
    charge: amount,
    ...overrides,
  });
}

/** Settles a call and brings its event into the record, as the shipper does. */
async function settleAndShip(call: AdmittedCall, event: SpendEvent): Promise<void> {
  const key = `${event.callId}:1`;
  const chargePico = event.charge ?? toPico(0n);
  call.post({ key, provider: event.provider, chargePico, tokens: 0 });
  call.release();
  await ship([event]);
}

function ship(events: readonly SpendEvent[]): Promise<void> {
  return engine.recordOwn({
    keys: events.map(({ callId }) => `${callId}:1`),
    record: async () => void (await record(events, engine)),
  });
}

const checked = () => engine.check(createRecount(pool));
const posted = async () => (await engine.state('budget'))?.postedPico;

describe('counts', () => {
  test('what the record says of any scope and span is the sum of its events', async () => {
    const apiKeyIds = ['0a8f2b6e-1111-7000-8000-000000000001'];
    const teamIds = ['0a8f2b6e-2222-7000-8000-000000000001'];
    const userIds = ['0a8f2b6e-3333-7000-8000-000000000001'];
    const from = '2026-03-01T00:00:00Z';
    const events = randomSpend({
      count: 400,
      from,
      days: 2,
      apiKeyIds,
      teamIds,
      userIds,
      seed: 7,
    });
    await record(events);
    const value = {
      customer: fc.constantFrom('acme', 'bob', 'zoë', 'nobody'),
      apiKeyId: fc.constantFrom(...apiKeyIds, 'no uuid'),
      teamId: fc.constantFrom(...teamIds),
      userId: fc.constantFrom(...userIds),
      tag: fc.constantFrom('feature:chat', '=cmd()'),
      model: fc.constantFrom('gpt-4o', 'sonar'),
      provider: fc.constantFrom('openai', 'azure'),
    };
    const scope: fc.Arbitrary<Scope> = fc.record(value, { requiredKeys: [] });
    const startMs = Date.parse(from);
    const instant = fc.integer({ min: startMs, max: startMs + 2 * 86_400_000 });
    const question = fc.tuple(scope, instant, instant).map(([of, a, b]) => ({
      scope: of,
      startMs: Math.min(a, b),
      endMs: a % 5 === 0 ? Infinity : Math.max(a, b),
    }));
    await fc.assert(
      fc.asyncProperty(fc.array(question, { maxLength: 4 }), async (asked) => {
        const { chargesPico } = await spend.spent(asked);
        const naive = asked.map((of) => {
          const within = events.filter((event) => {
            const at = event.occurredAt.getTime();
            const facts = { ...event, id: event.callId, customer: event.customerExternalId };
            const call = { ...facts, providers: [event.provider] };
            return at >= of.startMs && at < of.endMs && isWithin(of.scope, call);
          });
          return within.reduce((sum, event) => sum + (event.charge ?? 0n), 0n);
        });
        expect(chargesPico).toEqual(naive);
        const whole = asked.map((of) => ({ ...of, upTo: Number.MAX_SAFE_INTEGER }));
        expect(await createRecount(pool)(whole, [])).toEqual(naive);
      }),
      { numRuns: 60 },
    );
  });

  test('a budget made in the middle of its window counts what is there: recorded, unrecorded and under way', async () => {
    await record([eventOf('00000000-0000-7000-8000-000000000001', 100n)]);
    const settled = await admitted(callFacts(), 20n);
    settled.post({ key: 'x:1', provider: 'openai', chargePico: toPico(20n), tokens: 0 });
    settled.release();
    await admitted(callFacts(), 3n);
    engine.setRules(rules({ budgets: [budget({ limit: 1_000n, period: 'monthly' })] }));
    expect(await engine.state('budget')).toMatchObject({ postedPico: 120n, pendingPico: 3n });
    expect(await checked()).toMatchObject({
      ok: true,
      left: '0.0000000001',
      right: '0.0000000001',
    });
  });

  test('own charges are counted once, before and after they are recorded', async () => {
    engine.setRules(rules({ budgets: [budget({ limit: 1_000n })] }));
    const event = eventOf('00000000-0000-7000-8000-000000000002', 7n);
    const call = await admitted(callFacts(), 10n);
    await settleAndShip(call, event);
    await engine.catchUp();
    expect(await posted()).toBe(7n);
    expect(engine.stats().unrecorded).toBe(0);
    expect(await checked()).toMatchObject({ ok: true, right: '0.000000000007' });
    expect(await posted()).toBe(
      (await spend.spent([{ scope: {}, startMs: 0, endMs: Infinity }])).chargesPico[0],
    );
  });

  test('a recording that fails after its commit counts nothing twice', async () => {
    engine.setRules(rules({ budgets: [budget({ limit: 1_000n })] }));
    const event = eventOf('00000000-0000-7000-8000-000000000003', 7n);
    const call = await admitted(callFacts(), 10n);
    call.post({
      key: `${event.callId}:1`,
      provider: 'openai',
      chargePico: toPico(7n),
      tokens: 0,
    });
    call.release();
    const lost = engine.recordOwn({
      keys: [`${event.callId}:1`],
      record: async () => {
        await record([event], engine);
        throw new Error('the connection was lost');
      },
    });
    await expect(lost).rejects.toThrow('lost');
    engine.recorded(1);
    await engine.catchUp();
    await ship([event]);
    await engine.catchUp();
    expect(await posted()).toBe(7n);
    engine.setRules(rules({ budgets: [budget({ limit: 1_000n, period: 'yearly' })] }));
    expect(await posted()).toBe(7n);
  });

  test('while it is uncertain what the record has, no count is read from it', async () => {
    const lost = engine.recordOwn({ keys: [], record: () => Promise.reject(new Error('away')) });
    await expect(lost).rejects.toThrow('away');
    engine.setRules(rules({ budgets: [budget({ limit: 1_000n })] }));
    const result = await engine.admission.admit(callFacts(), fixedNeed(1n), CALLER);
    expect(result).toMatchObject({ ok: false, error: { code: 'budgets_unavailable' } });
    await ship([]);
    await admitted(callFacts(), 1n);
  });

  test('what others record arrives, in its own window', async () => {
    engine.setRules(
      rules({
        budgets: [
          budget({ limit: 1_000n, period: 'daily' }),
          budget({ id: 'other', limit: 1_000n, scope: { customer: 'bob' } }),
        ],
      }),
    );
    expect(await posted()).toBe(0n);
    const now = clock.now();
    await record([
      eventOf('00000000-0000-7000-8000-000000000004', 5n),
      eventOf('00000000-0000-7000-8000-000000000005', 50n, {
        occurredAt: new Date(now.getTime() - 86_400_000),
      }),
      eventOf('00000000-0000-7000-8000-000000000006', 500n, {
        occurredAt: new Date(now.getTime() + 86_400_000),
      }),
    ]);
    await engine.catchUp();
    await engine.catchUp();
    expect(await posted()).toBe(5n);
    clock.advance(86_400_000);
    expect(await posted()).toBe(500n);
    expect(await engine.state('other')).toMatchObject({ postedPico: 0n });
  });

  test('256 first calls of a customer nobody has seen share one count, read once', async () => {
    engine.setRules(
      rules({ tiers: [tier({ budgets: [tierBudget({ limit: 10n })] })], defaultTierId: 'tier' }),
    );
    questions = 0;
    const call = callFacts({ customer: 'new' });
    const results = await Promise.all(
      Array.from({ length: 256 }, () => engine.admission.admit(call, fixedNeed(1n), CALLER)),
    );
    expect(results.filter((result) => result.ok)).toHaveLength(10);
    expect(questions).toBe(1);
    expect(await engine.state('tier-budget', 'new')).toMatchObject({
      pendingPico: 10n,
      availablePico: 0n,
    });
  });

  test('credit that changes while counts are read undoes no reading, and holds at once', async () => {
    engine.setRules(rules({ budgets: [budget({ limit: 10n })] }));
    const credit = (...given: readonly (readonly [string, bigint])[]) =>
      engine.setWallets(
        new Map(
          given.map(([customer, limit]) => {
            return [customer, { customer, limitPico: toPico(limit), raises: [] }] as const;
          }),
        ),
      );
    await record([eventOf('00000000-0000-7000-8000-000000000008', 4n)]);
    credit(['acme', 4n]);
    questions = 0;
    const answers = ['acme', 'other'].map((customer) =>
      engine.admission.admit(callFacts({ customer }), fixedNeed(1n), CALLER),
    );
    for (let limit = 5n; limit < 200n; limit += 1n) credit(['acme', 5n], ['other', limit]);
    expect((await Promise.all(answers)).map(({ ok }) => ok)).toEqual([true, true]);
    // Of what is there and, of the wallet that is new, once more.
    expect(questions).toBe(2);
    expect(await engine.state('wallet', 'acme')).toMatchObject({
      postedPico: 4n,
      pendingPico: 1n,
      availablePico: 0n,
    });
    expect(await checked()).toMatchObject({ ok: true });
  });

  test('a process that begins anew counts what the one before it recorded', async () => {
    const budgets = rules({ budgets: [budget({ limit: 1_000n, period: 'monthly' })] });
    engine.setRules(budgets);
    const call = await admitted(callFacts(), 10n);
    await settleAndShip(call, eventOf('00000000-0000-7000-8000-000000000007', 7n));
    engine = await started();
    engine.setRules(budgets);
    expect(await engine.state('budget')).toMatchObject({ postedPico: 7n, pendingPico: 0n });
  });
});

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AdmittedCall, CallFacts } from '../../src/budgets/index.ts';
import { type Pico, parsePico } from '../../src/kernel/index.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { callFacts, fixedNeed } from '../testkit/budget-rules.ts';
import { spendEvent } from '../testkit/spend-events.ts';
import { ask } from './budget-api.ts';

const CALLER = { deadlineMs: Infinity, isGone: () => false, onGone: () => () => undefined };
/** Does not wait for money that is set aside for others. */
const HURRIED = { ...CALLER, deadlineMs: 0 };
const DAY_MS = 86_400_000;

let api: Api;
beforeEach(async () => {
  // The night in which Berlin's clocks go forward.
  api = await startApi({ now: '2026-03-28T22:30:00Z' });
});
afterEach(() => api[Symbol.asyncDispose]());

const pico = (text: string) => parsePico(text) as Pico;
const facts = (customer: string): CallFacts => callFacts({ customer });

async function hold(customer: string, amount: string): Promise<AdmittedCall> {
  const result = await api.admission.admit(facts(customer), fixedNeed(pico(amount)), CALLER);
  if (!result.ok) throw new Error(`refused: ${result.error.code}`);
  return result.value;
}

async function refusalOf(customer: string, amount: string): Promise<string | null> {
  const result = await api.admission.admit(facts(customer), fixedNeed(pico(amount)), HURRIED);
  if (result.ok) result.value.release();
  return result.ok ? null : result.error.code;
}

/** Ends a call with a charge, which is recorded as what it is: of the moment it was let in. */
async function settle(call: AdmittedCall, customer: string, amount: string): Promise<void> {
  const charge = pico(amount);
  const event = spendEvent({
    customerExternalId: customer,
    occurredAt: call.admittedAt,
    cost: charge,
    charge,
  });
  const key = `${event.callId}:1`;
  call.post({ key, provider: event.provider, chargePico: charge, tokens: 0 });
  call.release();
  await api.record([event]);
}

async function setBudget(input: Record<string, unknown>) {
  const { budget, userErrors } = await ask(api, 'setBudget', { input });
  expect(userErrors).toEqual([]);
  return budget;
}

async function standing(id: string, of: Pick<Api, 'graphql'> = api) {
  const { state } = await ask(of, 'budget', { id });
  return [state.posted.amount, state.pending.amount, state.limit.amount];
}

/** What a process that has just started reads of it. */
async function afterRestart(id: string) {
  const { clock, database } = api;
  await using fresh = await startApi({ database, now: clock.now().toISOString() });
  return await standing(id, fresh);
}

describe('with a call under way', () => {
  test('a reset lets the window begin anew, and the call counts where it was let in', async () => {
    const { id } = await setBudget({ scope: { customer: 'a' }, limit: '1' });
    const call = await hold('a', '0.8');
    api.clock.advance(1_000);
    await ask(api, 'resetBudget', { input: { id, reason: 'x' }, idempotencyKey: 'x' });
    expect(await standing(id)).toEqual(['0', '0', '1']);
    expect(await refusalOf('a', '1')).toBeNull();
    await settle(call, 'a', '0.7');
    expect(await standing(id)).toEqual(['0', '0', '1']);
    expect(await afterRestart(id)).toEqual(['0', '0', '1']);
  });

  test('another time zone moves the window, and the call is in it or not as its instant says', async () => {
    const { id } = await setBudget({ scope: { customer: 'a' }, limit: '1', period: 'daily' });
    const before = await hold('a', '0.4');
    api.clock.advance(45 * 60_000);
    const after = await hold('a', '0.4');
    // 23:15 UTC is 00:15 in Berlin: the day there began between the two calls.
    await setBudget({ id, limit: '1', period: 'daily', timeZone: 'Europe/Berlin' });
    expect(await standing(id)).toEqual(['0', '0.4', '1']);
    await settle(before, 'a', '0.3');
    await settle(after, 'a', '0.2');
    expect(await standing(id)).toEqual(['0.2', '0', '1']);
    expect(await afterRestart(id)).toEqual(['0.2', '0', '1']);
    // That day has 23 hours: it ends at 22:00 UTC.
    const { state } = await ask(api, 'budget', { id });
    expect(state).toMatchObject({
      startsAt: '2026-03-28T23:00:00.000Z',
      resetsAt: '2026-03-29T22:00:00.000Z',
    });
  });

  test('a boundary begins a count of its own; the call is charged to the window before', async () => {
    const { id } = await setBudget({ scope: { customer: 'a' }, limit: '1', period: 'daily' });
    const call = await hold('a', '1');
    expect(await refusalOf('a', '0.1')).toBe('budget_exceeded');
    api.clock.advance(90 * 60_000);
    expect(await refusalOf('a', '1')).toBeNull();
    await settle(call, 'a', '1');
    expect(await standing(id)).toEqual(['0', '0', '1']);
    expect(await afterRestart(id)).toEqual(['0', '0', '1']);
  });

  test('a limit lowered below what is set aside refuses the next, and lets this one end', async () => {
    const { id } = await setBudget({ scope: { customer: 'a' }, limit: '1' });
    const call = await hold('a', '0.9');
    await setBudget({ id, limit: '0.5' });
    expect(await refusalOf('a', '0.1')).toBe('budget_exceeded');
    await settle(call, 'a', '0.9');
    expect((await ask(api, 'budget', { id })).state).toMatchObject({
      status: 'EXCEEDED',
      percentUsed: '180',
      available: { amount: '0' },
    });
  });

  test('a raise that ends takes nothing back, and refuses what comes after', async () => {
    const { id } = await setBudget({ scope: { customer: 'a' }, limit: '1' });
    const until = new Date(api.clock.now().getTime() + 1_000).toISOString();
    const input = { id, amount: '1', until, reason: 'x' };
    await ask(api, 'raiseBudget', { input, idempotencyKey: 'x' });
    const call = await hold('a', '1.5');
    api.clock.advance(1_000);
    expect(await standing(id)).toEqual(['0', '1.5', '1']);
    expect(await refusalOf('a', '0.000000000001')).toBe('budget_exceeded');
    await settle(call, 'a', '1.5');
    expect(await standing(id)).toEqual(['1.5', '0', '1']);
    expect(await afterRestart(id)).toEqual(['1.5', '0', '1']);
  });

  test('another tier counts it too, with all the customer has spent in that window', async () => {
    const tierOf = async (name: string, limit: string) =>
      (await ask(api, 'createTier', { input: { name, budgets: [{ limit }] } })).tier.id;
    const [small, large] = [await tierOf('small', '1'), await tierOf('large', '10')];
    const assign = (tier: string) => ask(api, 'assignTier', { tier, customers: ['a'] });
    await assign(small);
    await settle(await hold('a', '0.5'), 'a', '0.5');
    const call = await hold('a', '0.4');
    await assign(large);
    const [{ id }] = (await ask(api, 'customer', { externalId: 'a' })).budgets;
    expect(await standing(id)).toEqual(['0.5', '0.4', '10']);
    await assign(small);
    expect(await refusalOf('a', '0.2')).toBe('budget_exceeded');
    await settle(call, 'a', '0.1');
    expect(await refusalOf('a', '0.4')).toBeNull();
  });

  test('a budget that is removed and set again counts it', async () => {
    const input = { scope: { customer: 'a' }, limit: '1' };
    const { id } = await setBudget(input);
    const call = await hold('a', '0.9');
    await ask(api, 'removeBudget', { id });
    const again = await setBudget(input);
    expect(await standing(again.id)).toEqual(['0', '0.9', '1']);
    await settle(call, 'a', '0.6');
    expect(await standing(again.id)).toEqual(['0.6', '0', '1']);
  });
});

test.each([
  ['composed and decomposed letters', '\u00e9', 'e\u0301'],
  ['letters of either case', 'ACME', 'acme'],
  ['a space at the end', 'acme ', 'acme'],
  ['what a scope is written with', 'a&tag=b', 'a'],
  ['right-to-left marks', 'acme\u200f', 'acme'],
])('%s are two customers, each with a budget of its own', async (_, one, other) => {
  const set = (customer: string) => setBudget({ scope: { customer }, limit: '1' });
  const [first, second] = [await set(one), await set(other)];
  expect(first.id).not.toBe(second.id);
  await settle(await hold(one, '0.5'), one, '0.5');
  expect(await standing(first.id)).toEqual(['0.5', '0', '1']);
  expect(await standing(second.id)).toEqual(['0', '0', '1']);
});

test('the largest limit there is can be set, raised and counted to the last digit', async () => {
  const limit = '1000000000000';
  const { id } = await setBudget({ scope: { customer: 'a' }, limit, period: 'total' });
  const input = { id, amount: limit, until: '2030-01-01T00:00:00Z', reason: 'x' };
  await ask(api, 'raiseBudget', { input, idempotencyKey: 'x' });
  await settle(await hold('a', '0.000000000001'), 'a', '0.000000000001');
  expect(await standing(id)).toEqual(['0.000000000001', '0', '2000000000000']);
});

type Step =
  | { readonly do: 'spend'; readonly cents: number }
  | { readonly do: 'wait'; readonly hours: number }
  | { readonly do: 'reset' }
  | { readonly do: 'raise'; readonly cents: number; readonly hours: number }
  | { readonly do: 'set'; readonly period: string; readonly timeZone: string };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('spend' as const), cents: fc.integer({ min: 0, max: 200 }) }),
  fc.record({ do: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ do: fc.constant('reset' as const) }),
  fc.record({
    do: fc.constant('raise' as const),
    cents: fc.integer({ min: 1, max: 100 }),
    hours: fc.integer({ min: 1, max: 60 }),
  }),
  fc.record({
    do: fc.constant('set' as const),
    period: fc.constantFrom('daily', 'weekly', 'monthly', '36h', '2d', '1mo', 'total'),
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'Pacific/Apia'),
  }),
);

test('whatever was done to a budget, what is in memory is what a new process reads', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      run += 1;
      const customer = `run-${run}`;
      const { id } = await setBudget({
        scope: { customer },
        limit: '1',
        kind: 'SOFT',
        anchor: '2026-03-27T23:30:00Z',
      });
      let at = 0;
      for (const each of steps) {
        at += 1;
        const idempotencyKey = `${run} ${at}`;
        const { clock } = api;
        if (each.do === 'spend') {
          await settle(await hold(customer, '2'), customer, String(each.cents / 100));
        } else if (each.do === 'wait') clock.advance((each.hours * DAY_MS) / 24);
        else if (each.do === 'reset') {
          await ask(api, 'resetBudget', { input: { id, reason: 'x' }, idempotencyKey });
          clock.advance(1);
        } else if (each.do === 'raise') {
          const until = new Date(clock.now().getTime() + (each.hours * DAY_MS) / 24).toISOString();
          const input = { id, amount: String(each.cents / 100), until, reason: 'x' };
          await ask(api, 'raiseBudget', { input, idempotencyKey });
        } else {
          const { period, timeZone } = each;
          await setBudget({ id, limit: '1', kind: 'SOFT', period, timeZone });
        }
        await standing(id);
      }
      expect(await standing(id)).toEqual(await afterRestart(id));
    }),
    { numRuns: 15 },
  );
}, 120_000);

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Pico, parsePico } from '../../src/kernel/index.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { spendEvent } from '../testkit/spend-events.ts';
import { ask } from './budget-api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi({ now: '2026-04-10T12:00:00Z' });
});
afterAll(() => api[Symbol.asyncDispose]());

interface Call {
  readonly customer: string;
  readonly hour: number;
  readonly cents: number;
}

const HOURS_IN_MARCH = 31 * 24;

/** From one hour before March to one after it. */
async function record(calls: readonly Call[]) {
  const start = Date.parse('2026-02-28T23:00:00Z');
  await api.record(
    calls.map(({ customer, hour, cents }) => {
      const charge = parsePico(String(cents / 100)) as Pico;
      const occurredAt = new Date(start + hour * 3_600_000);
      return spendEvent({ customerExternalId: customer, occurredAt, cost: charge, charge });
    }),
  );
}

/** The plainest possible reading of a daily hard budget. */
function replayDaily(calls: readonly Call[], limitCents: number) {
  const spent = new Map<string, number>();
  let affected = 0;
  const inMarch = calls.filter(({ hour }) => hour >= 1 && hour <= HOURS_IN_MARCH);
  for (const { hour, cents } of [...inMarch].sort((a, b) => a.hour - b.hour)) {
    const day = String(Math.floor((hour - 1) / 24));
    const posted = spent.get(day) ?? 0;
    if (cents > 0 && posted + cents > limitCents) affected += 1;
    else spent.set(day, posted + cents);
  }
  return { calls: inMarch.length, affectedCalls: affected };
}

test('the preview of a budget is what a plain replay of last month comes to, for every limit', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(
        fc.record({
          customer: fc.constant(''),
          hour: fc.integer({ min: 0, max: HOURS_IN_MARCH + 1 }),
          cents: fc.integer({ min: 0, max: 300 }),
        }),
        { selector: ({ hour }) => hour, maxLength: 40 },
      ),
      fc.integer({ min: 0, max: 500 }),
      async (calls, limitCents) => {
        run += 1;
        const customer = `run-${run}`;
        await record(calls.map((call) => ({ ...call, customer })));
        const budget = { limit: String(limitCents / 100), period: 'daily', timeZone: 'UTC' };
        const { preview } = await ask(api, 'previewBudget', {
          input: { scope: { customer }, budget },
        });
        expect(preview).toMatchObject(replayDaily(calls, limitCents));
        expect(preview).toMatchObject({
          from: '2026-03-01T00:00:00.000Z',
          to: '2026-04-01T00:00:00.000Z',
        });
      },
    ),
    { numRuns: 40 },
  );
});

test('of a tier counts each of its customers by itself; of a soft budget, what lies beyond it', async () => {
  const calls = ['alpha', 'beta'].flatMap((customer) =>
    [10, 20, 30].map((hour) => ({ customer, hour, cents: 100 })),
  );
  await record(calls);
  const { tier } = await ask(api, 'createTier', { input: { name: 'previewed' } });
  await ask(api, 'assignTier', { tier: tier.id, customers: ['alpha', 'beta', 'silent'] });
  const preview = (budget: object) =>
    ask(api, 'previewBudget', { input: { tier: tier.id, budget } });
  expect((await preview({ limit: '2' })).preview).toMatchObject({
    calls: 6,
    affectedCalls: 2,
    affectedCharge: { amount: '2' },
    affectedCustomers: 2,
  });
  expect((await preview({ limit: '0', kind: 'SOFT' })).preview).toMatchObject({ affectedCalls: 6 });
  expect((await preview({ limit: '1000000000000' })).preview).toMatchObject({ affectedCalls: 0 });
});

test.each([
  ['neither scope nor tier', {}, 'INVALID'],
  ['both', { scope: {}, tier: 'x' }, 'INVALID'],
  ['a tier that is not there', { tier: 'x' }, 'NOT_FOUND'],
  ['a negative limit', { scope: {}, budget: { limit: '-1' } }, 'INVALID'],
])('%s is refused', async (_, input, code) => {
  const answer = await ask(api, 'previewBudget', { input: { budget: { limit: '1' }, ...input } });
  expect([answer.preview, answer.userErrors]).toMatchObject([null, [{ code }]]);
});

import { beforeEach, describe, expect, test } from 'vitest';
import {
  budget,
  callFacts,
  fixedNeed,
  rules,
  tier,
  tierBudget,
} from '../../../test/testkit/budget-rules.ts';
import { type Pico, toPico } from '../../kernel/index.ts';
import type { CallFacts } from '../call-facts.ts';
import type { BudgetRules } from '../rules.ts';
import type { Hold } from './hold.ts';
import { Ledger, type Moment, type Placement } from './ledger.ts';
import type { Need } from './need.ts';

const START = Date.parse('2026-03-15T12:00:00Z');

let ledger: Ledger;
let at: Moment;
beforeEach(() => {
  ledger = new Ledger();
  at = { nowMs: START, monotonicMs: 0 };
});

function advance(milliseconds: number): void {
  at = { nowMs: at.nowMs + milliseconds, monotonicMs: at.monotonicMs + milliseconds };
}

function under(set: Partial<BudgetRules>): void {
  ledger.setRules(rules(set));
}

/** Every count it needs is in memory, with nothing spent before. */
function place(call: CallFacts, need: Need, { patient = true } = {}): Placement {
  for (const key of ledger.missing(call)) {
    const terms = ledger.book.termsOf(key);
    if (terms !== null) ledger.open(terms, { postedPico: 0n, sequence: 0, at });
  }
  return ledger.place(call, need, { at, patient });
}

function placed(call: CallFacts, need: Need): Hold {
  const placement = place(call, need);
  if (placement.kind !== 'placed') throw new Error(`not placed: ${placement.kind}`);
  return placement.hold;
}

function settle(hold: Hold, charge: bigint, { key = 'a:1', provider = 'openai', tokens = 0 } = {}) {
  ledger.post(hold, { key, provider, chargePico: toPico(charge), tokens });
  ledger.release(hold, at);
}

function standing(key = 'budget'): bigint[] {
  const segment = ledger.segmentOf(key, at.nowMs);
  return segment === null ? [] : [segment.postedPico, segment.pendingPico];
}

describe('a hold', () => {
  test('two cannot both take the last cent', () => {
    under({ budgets: [budget({ limit: 10n })] });
    placed(callFacts(), fixedNeed(10n));
    expect(place(callFacts(), fixedNeed(1n))).toMatchObject({
      kind: 'wait',
      refusal: { reason: 'in_flight_holds', pendingPico: 10n },
    });
    expect(standing()).toEqual([0n, 10n]);
  });

  test('becomes what was charged, and the rest is free again', () => {
    under({ budgets: [budget({ limit: 10n })] });
    settle(placed(callFacts(), fixedNeed(10n)), 3n);
    expect(standing()).toEqual([3n, 0n]);
    expect(place(callFacts(), fixedNeed(8n))).toMatchObject({
      kind: 'refused',
      refusal: { code: 'budget_exceeded', reason: 'exhausted', postedPico: 3n, limitPico: 10n },
    });
    placed(callFacts(), fixedNeed(7n));
  });

  test('an overrun is posted whole and flagged, never clamped', () => {
    const overruns: bigint[] = [];
    ledger = new Ledger({ onOverrun: (_, charge) => overruns.push(charge) });
    under({ budgets: [budget({ limit: 10n })] });
    settle(placed(callFacts(), fixedNeed(5n)), 25n);
    expect(standing()).toEqual([25n, 0n]);
    expect(overruns).toEqual([25n]);
    expect(ledger.stats().overruns).toBe(1);
  });

  test('is placed in every count or in none', () => {
    under({
      budgets: [
        budget({ id: 'wide', limit: 100n }),
        budget({ id: 'narrow', limit: 5n, scope: { customer: 'acme', model: 'gpt-4o' } }),
        budget({ id: 'other', limit: 5n, scope: { customer: 'bob' } }),
      ],
    });
    expect(place(callFacts(), fixedNeed(6n)).kind).toBe('refused');
    expect([standing('wide'), standing('narrow')]).toEqual([
      [0n, 0n],
      [0n, 0n],
    ]);
    placed(callFacts(), fixedNeed(5n));
    expect([standing('wide'), standing('narrow'), standing('other')]).toEqual([
      [0n, 5n],
      [0n, 5n],
      [],
    ]);
  });

  test('a failed attempt that cost something must be made good before the next one', () => {
    under({ budgets: [budget({ limit: 12n })] });
    const hold = placed(callFacts(), fixedNeed(10n));
    ledger.post(hold, { key: 'a:1', provider: 'openai', chargePico: toPico(2n), tokens: 0 });
    expect(standing()).toEqual([2n, 8n]);
    expect(ledger.topUp(hold, at)).toBe(true);
    expect(standing()).toEqual([2n, 10n]);
    ledger.post(hold, { key: 'a:2', provider: 'openai', chargePico: toPico(1n), tokens: 0 });
    expect(ledger.topUp(hold, at)).toBe(false);
    ledger.release(hold, at);
    expect(standing()).toEqual([3n, 0n]);
  });

  test('covers every provider it may reach, and only the one that worked is charged', () => {
    under({
      budgets: [
        budget({ id: 'openai', limit: 10n, scope: { provider: 'openai' } }),
        budget({ id: 'azure', limit: 10n, scope: { provider: 'azure' } }),
      ],
    });
    const hold = placed(callFacts({ providers: ['openai', 'azure'] }), fixedNeed(10n));
    expect([standing('openai'), standing('azure')]).toEqual([
      [0n, 10n],
      [0n, 10n],
    ]);
    settle(hold, 4n, { provider: 'azure' });
    expect([standing('openai'), standing('azure')]).toEqual([
      [0n, 0n],
      [4n, 0n],
    ]);
  });

  test('counts once for each of its tags that has a budget', () => {
    under({
      budgets: ['a', 'b', 'c'].map((tag) => budget({ id: tag, limit: 10n, scope: { tag } })),
    });
    settle(placed(callFacts({ tags: ['a', 'b'] }), fixedNeed(5n)), 5n);
    expect(['a', 'b', 'c'].map(standing)).toEqual([[5n, 0n], [5n, 0n], []]);
  });

  test('that is never settled is free again when its lease ends, and a late charge still counts', () => {
    under({ budgets: [budget({ limit: 10n })] });
    const hold = placed(callFacts(), fixedNeed(10n, { leaseUntilMs: 60_000 }));
    advance(60_000);
    placed(callFacts(), fixedNeed(10n));
    expect(ledger.stats()).toMatchObject({ expiredHolds: 1, openHolds: 1 });
    settle(hold, 4n);
    expect(standing()).toEqual([4n, 10n]);
  });

  test('a thousand calls that are broken off leave nothing pending', () => {
    under({ budgets: [budget({ limit: 1_000n })], defaultTierId: null });
    const holds = Array.from({ length: 1_000 }, () => placed(callFacts(), fixedNeed(1n)));
    for (const hold of holds) ledger.release(hold, at);
    for (const hold of holds) ledger.release(hold, at);
    expect(standing()).toEqual([0n, 0n]);
    expect(ledger.stats().openHolds).toBe(0);
  });
});

describe('a limit', () => {
  test('of 0 refuses what costs and lets through what is free', () => {
    under({ budgets: [budget({ limit: 0n })] });
    expect(place(callFacts(), fixedNeed(1n)).kind).toBe('refused');
    expect(place(callFacts(), fixedNeed(0n)).kind).toBe('placed');
  });

  test('lowered below what was spent refuses, and raised again lets in', () => {
    under({ budgets: [budget({ limit: 10n })] });
    settle(placed(callFacts(), fixedNeed(6n)), 6n);
    under({ budgets: [budget({ limit: 5n })] });
    expect(place(callFacts(), fixedNeed(1n)).kind).toBe('refused');
    under({ budgets: [budget({ limit: 7n })] });
    placed(callFacts(), fixedNeed(1n));
    expect(standing()).toEqual([6n, 1n]);
  });

  test('that is soft counts and never refuses', () => {
    under({ budgets: [budget({ limit: 1n, kind: 'soft' })] });
    settle(placed(callFacts(), fixedNeed(50n)), 50n);
    placed(callFacts(), fixedNeed(50n));
    expect(standing()).toEqual([50n, 50n]);
  });

  test('is higher by its raises until each ends', () => {
    const endsAt = new Date(START + 1_000);
    under({ budgets: [budget({ limit: 5n, raises: [{ amountPico: toPico(5n), endsAt }] })] });
    settle(placed(callFacts(), fixedNeed(9n)), 9n);
    placed(callFacts(), fixedNeed(1n));
    advance(1_000);
    expect(place(callFacts(), fixedNeed(1n)).kind).toBe('refused');
  });

  test('begins anew when reset by hand; a call from before counts where it was let in', () => {
    under({ budgets: [budget({ limit: 10n, period: 'monthly' })] });
    settle(placed(callFacts(), fixedNeed(6n)), 6n);
    const before = placed(callFacts(), fixedNeed(4n));
    advance(1);
    under({
      budgets: [budget({ limit: 10n, period: 'monthly', resetAt: new Date(at.nowMs) })],
    });
    placed(callFacts(), fixedNeed(10n));
    settle(before, 4n);
    expect(standing()).toEqual([0n, 10n]);
  });
});

describe('a window', () => {
  test('rolls with the first call at its boundary; the one before counts in the old one', () => {
    under({ budgets: [budget({ limit: 10n, period: 'daily' })] });
    at = { nowMs: Date.parse('2026-03-15T23:59:59.999Z'), monotonicMs: 0 };
    const late = placed(callFacts(), fixedNeed(10n));
    expect(place(callFacts(), fixedNeed(1n)).kind).toBe('wait');
    advance(1);
    const early = placed(callFacts(), fixedNeed(10n));
    settle(late, 10n);
    expect(standing()).toEqual([0n, 10n]);
    settle(early, 7n);
    expect(standing()).toEqual([7n, 0n]);
  });

  test('of several, each refuses by itself', () => {
    under({
      budgets: [
        budget({ id: 'day', limit: 5n, period: 'daily' }),
        budget({ id: 'month', limit: 8n, period: 'monthly' }),
      ],
    });
    settle(placed(callFacts(), fixedNeed(5n)), 5n);
    expect(place(callFacts(), fixedNeed(1n))).toMatchObject({ refusal: { budgetId: 'day' } });
    advance(86_400_000);
    settle(placed(callFacts(), fixedNeed(3n)), 3n);
    expect(place(callFacts(), fixedNeed(1n))).toMatchObject({ refusal: { budgetId: 'month' } });
  });
});

describe('a tier', () => {
  const free = tier({ budgets: [tierBudget({ limit: 5n })] });

  test('holds for a customer nobody has seen, each with a count of its own', () => {
    under({ tiers: [free], defaultTierId: 'tier' });
    placed(callFacts({ customer: 'new' }), fixedNeed(5n));
    expect(place(callFacts({ customer: 'new' }), fixedNeed(1n)).kind).toBe('wait');
    placed(callFacts({ customer: 'newer' }), fixedNeed(5n));
    expect(place(callFacts({ customer: null }), fixedNeed(100n)).kind).toBe('placed');
  });

  test('given to a customer takes the place of the default one', () => {
    const paid = tier({ id: 'paid', budgets: [tierBudget({ id: 'big', limit: 50n })] });
    under({
      tiers: [free, paid],
      defaultTierId: 'tier',
      assignments: new Map([['acme', 'paid']]),
    });
    placed(callFacts(), fixedNeed(50n));
  });

  test('by default leaves a customer with a budget of its own alone', () => {
    under({
      tiers: [free],
      defaultTierId: 'tier',
      budgets: [budget({ limit: 50n, scope: { customer: 'acme' } })],
    });
    placed(callFacts(), fixedNeed(50n));
  });

  test('says which models its customers may ask for', () => {
    under({ tiers: [tier({ models: ['gpt-4o*', 'sonar'] })], defaultTierId: 'tier' });
    expect(place(callFacts({ model: 'gpt-4o-mini' }), fixedNeed(1n)).kind).toBe('placed');
    expect(place(callFacts({ model: 'sonar-pro' }), fixedNeed(1n))).toMatchObject({
      refusal: { code: 'model_not_allowed' },
    });
  });

  test('may narrow a budget to one model of each customer', () => {
    const within = { model: 'gpt-4o' };
    under({
      tiers: [tier({ budgets: [tierBudget({ limit: 5n, within })] })],
      defaultTierId: 'tier',
    });
    placed(callFacts({ model: 'other' }), fixedNeed(50n));
    placed(callFacts(), fixedNeed(5n));
    expect(place(callFacts(), fixedNeed(1n)).kind).toBe('wait');
  });
});

describe('a wallet', () => {
  const credit = (limit: bigint, raises: readonly { amountPico: Pico; endsAt: Date }[] = []) =>
    ledger.setWallets(new Map([['acme', { customer: 'acme', limitPico: toPico(limit), raises }]]));
  const acme = callFacts({ customer: 'acme' });

  test('refuses its customer, and nobody else, once credit does not pay; more of it lets in', () => {
    credit(10n);
    settle(placed(acme, fixedNeed(6n)), 6n);
    expect(place(acme, fixedNeed(5n))).toMatchObject({
      kind: 'refused',
      refusal: { reason: 'exhausted', isPrepaid: true, limitPico: 10n, postedPico: 6n },
    });
    placed(callFacts({ customer: 'other' }), fixedNeed(5n));
    credit(11n);
    const hold = placed(acme, fixedNeed(5n));
    expect(place(acme, fixedNeed(1n), { patient: false }).kind).toBe('wait');
    ledger.release(hold, at);
    // An invoice was paid from it, and what was settled rose by as much as credit fell.
    credit(11n);
    expect(ledger.remainingPico(placed(acme, fixedNeed(1n)), at)).toBe(4n);
    ledger.setWallets(new Map());
    placed(acme, fixedNeed(100n));
  });

  test('below zero refuses what costs; credit that expires pays until then', () => {
    credit(-5n, [{ amountPico: toPico(7n), endsAt: new Date(START + 1_000) }]);
    settle(placed(acme, fixedNeed(2n)), 1n);
    placed(acme, fixedNeed(0n));
    advance(999);
    settle(placed(acme, fixedNeed(1n)), 0n);
    advance(1);
    expect(place(acme, fixedNeed(1n)).kind).toBe('refused');
    placed(acme, fixedNeed(0n));
  });

  test('stands beside budgets, and leaves its customer on the default tier', () => {
    under({
      budgets: [budget({ limit: 8n })],
      tiers: [tier({ id: 'free', budgets: [tierBudget({ id: 'of free', limit: 5n })] })],
      defaultTierId: 'free',
    });
    credit(100n);
    expect(place(acme, fixedNeed(6n))).toMatchObject({ refusal: { budgetId: 'of free' } });
    settle(placed(acme, fixedNeed(5n)), 5n);
    expect([standing(), standing('of free\nacme'), standing('wallet\nacme')]).toEqual([
      [5n, 0n],
      [5n, 0n],
      [5n, 0n],
    ]);
  });
});

describe('a block', () => {
  test.each([
    ['customer', 'acme'],
    ['apiKeyId', 'key'],
    ['userId', 'user'],
    ['teamId', 'team'],
  ] as const)('of a %s refuses its calls from that moment on', (kind, id) => {
    const call = callFacts({ apiKeyId: 'key', userId: 'user', teamId: 'team' });
    placed(call, fixedNeed(1n));
    under({ blocks: [{ kind, id }] });
    expect(place(call, fixedNeed(0n))).toMatchObject({
      refusal: { code: 'blocked', block: { kind, id } },
    });
  });
});

describe('limits on how fast', () => {
  const limitsOf = (limits: object) => [
    {
      id: 'limits',
      scope: { customer: 'acme' },
      limits: { requestsPerMinute: null, tokensPerMinute: null, maxParallel: null, ...limits },
    },
  ];

  test('requests: room comes back exactly a minute after each', () => {
    under({ limits: limitsOf({ requestsPerMinute: 2 }) });
    placed(callFacts(), fixedNeed(0n));
    advance(10_000);
    placed(callFacts(), fixedNeed(0n));
    advance(20_000);
    expect(place(callFacts(), fixedNeed(0n))).toMatchObject({
      refusal: { code: 'rate_limited', of: 'requests', limit: 2, retryAfterMs: 30_000 },
    });
    advance(29_999);
    expect(place(callFacts(), fixedNeed(0n)).kind).toBe('refused');
    advance(1);
    placed(callFacts(), fixedNeed(0n));
    expect(place(callFacts({ customer: 'bob' }), fixedNeed(0n)).kind).toBe('placed');
  });

  test('tokens: what was used beyond the request counts from its end', () => {
    under({ limits: limitsOf({ tokensPerMinute: 100 }) });
    const hold = placed(callFacts(), fixedNeed(0n, { inputTokens: 40 }));
    advance(30_000);
    settle(hold, 0n, { tokens: 90 });
    expect(place(callFacts(), fixedNeed(0n, { inputTokens: 20 }))).toMatchObject({
      refusal: { of: 'tokens', retryAfterMs: 30_000 },
    });
    advance(30_000);
    placed(callFacts(), fixedNeed(0n, { inputTokens: 20 }));
    expect(place(callFacts(), fixedNeed(0n, { inputTokens: 101 }))).toMatchObject({
      refusal: { of: 'tokens', retryAfterMs: null },
    });
  });

  test('parallel: a call that ends makes room', () => {
    under({ limits: limitsOf({ maxParallel: 1 }) });
    const hold = placed(callFacts(), fixedNeed(0n));
    expect(place(callFacts(), fixedNeed(0n))).toMatchObject({ refusal: { of: 'parallel' } });
    ledger.release(hold, at);
    placed(callFacts(), fixedNeed(0n));
  });

  test('a refusal takes nothing: neither a request nor money', () => {
    under({ limits: limitsOf({ requestsPerMinute: 1 }), budgets: [budget({ limit: 5n })] });
    expect(place(callFacts(), fixedNeed(6n)).kind).toBe('refused');
    const hold = placed(callFacts(), fixedNeed(3n));
    expect(place(callFacts(), fixedNeed(1n))).toMatchObject({ refusal: { code: 'rate_limited' } });
    expect(standing()).toEqual([0n, 3n]);
    ledger.release(hold, at);
  });
});

describe('a call under way', () => {
  test('counts in a budget made while it runs', () => {
    under({});
    const hold = placed(callFacts(), fixedNeed(6n));
    under({ budgets: [budget({ limit: 10n })] });
    expect(place(callFacts(), fixedNeed(5n)).kind).toBe('wait');
    settle(hold, 6n);
    expect(standing()).toEqual([6n, 0n]);
    expect(place(callFacts(), fixedNeed(5n)).kind).toBe('refused');
  });

  test('that ended unrecorded counts in a budget made afterwards', () => {
    under({});
    settle(placed(callFacts(), fixedNeed(6n)), 6n);
    under({ budgets: [budget({ limit: 10n })] });
    expect(place(callFacts(), fixedNeed(5n)).kind).toBe('refused');
  });
});

import {
  type Budget,
  type BudgetRules,
  type CallFacts,
  type Need,
  NO_LIMITS,
  NO_RULES,
  parsePeriod,
  type Tier,
  type TierBudget,
} from '../../src/budgets/index.ts';
import { toPico } from '../../src/kernel/index.ts';

const ANCHOR = new Date('2026-01-01T00:00:00Z');

function windowOf(period: string, timeZone = 'UTC'): Budget['window'] {
  const window = parsePeriod(period, { timeZone, anchor: ANCHOR });
  if (window === null) throw new Error(`${period} is no period`);
  return window;
}

/** A hard budget of everything, for ever; say what matters to the test. */
export function budget(
  overrides: Partial<Omit<Budget, 'limitPico' | 'window'>> & {
    limit: bigint;
    period?: string;
    timeZone?: string;
  },
): Budget {
  const { limit, period = 'total', timeZone, ...rest } = overrides;
  return {
    id: 'budget',
    scope: {},
    kind: 'hard',
    thresholds: [],
    raises: [],
    resetAt: null,
    ...rest,
    limitPico: toPico(limit),
    window: windowOf(period, timeZone),
  };
}

export function tierBudget(
  overrides: Partial<Omit<TierBudget, 'limitPico' | 'window'>> & {
    limit: bigint;
    period?: string;
    timeZone?: string;
  },
): TierBudget {
  const { limit, period = 'total', timeZone, ...rest } = overrides;
  return {
    id: 'tier-budget',
    within: {},
    kind: 'hard',
    thresholds: [],
    ...rest,
    limitPico: toPico(limit),
    window: windowOf(period, timeZone),
  };
}

export function tier(overrides: Partial<Tier> = {}): Tier {
  return { id: 'tier', name: 'free', limits: NO_LIMITS, budgets: [], models: null, ...overrides };
}

export function rules(overrides: Partial<BudgetRules> = {}): BudgetRules {
  return { ...NO_RULES, ...overrides };
}

export function callFacts(overrides: Partial<CallFacts> = {}): CallFacts {
  return {
    id: 'call',
    teamId: null,
    userId: null,
    apiKeyId: null,
    customer: 'acme',
    tags: [],
    model: 'gpt-4o',
    providers: ['openai'],
    ...overrides,
  };
}

/** A call that costs `cost` in any case, however long its answer. */
export function fixedNeed(cost: bigint, overrides: Partial<Need> = {}): Need {
  return {
    fixedPico: cost,
    perTokenPico: 0n,
    outputTokens: 0,
    floorTokens: 0,
    openEnded: false,
    inputTokens: 1,
    leaseUntilMs: Number.MAX_SAFE_INTEGER,
    ...overrides,
  };
}

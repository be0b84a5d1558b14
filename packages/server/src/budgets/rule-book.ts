import type { Pico } from '../kernel/index.ts';
import type { Budget, BudgetKind, Raise } from './budget.ts';
import { type CallFacts, isWithin } from './call-facts.ts';
import type { Limits, ScopeLimits } from './limits.ts';
import type { Block, BlockKind, BudgetRules } from './rules.ts';
import { type Scope, scopeKey } from './scope.ts';
import { ScopeIndex } from './scope-index.ts';
import type { Tier, TierBudget, TierBudgetChange } from './tier.ts';
import type { BudgetWindow } from './window.ts';

/** What one count is held against: a budget, or a tier's budget for one of its customers. */
export interface AccountTerms {
  readonly key: string;
  readonly budgetId: string;
  /** Whose share of a tier's budget it is; null for a budget of a scope. */
  readonly customer: string | null;
  readonly scope: Scope;
  readonly limitPico: Pico;
  readonly kind: BudgetKind;
  readonly window: BudgetWindow;
  readonly thresholds: readonly number[];
  readonly raises: readonly Raise[];
  readonly resetAt: Date | null;
}

/** Limits on how fast, and under which name their count is kept. */
export interface RateTerms {
  readonly key: string;
  readonly scope: Scope;
  readonly limits: Limits;
}

const NO_RAISES: readonly Raise[] = [];
const BLOCK_KINDS: readonly BlockKind[] = ['customer', 'apiKeyId', 'userId', 'teamId'];

/** The rules, arranged so that those of a call are found without looking at the others. */
export class RuleBook {
  readonly #budgets: ScopeIndex<AccountTerms>;
  readonly #limits: ScopeIndex<RateTerms>;
  readonly #byBudget = new Map<string, AccountTerms>();
  readonly #tiers: ReadonlyMap<string, Tier>;
  readonly #tierBudgets = new Map<string, { tier: Tier; budget: TierBudget }>();
  readonly #changes: ReadonlyMap<string, TierBudgetChange>;
  readonly #assignments: ReadonlyMap<string, string>;
  readonly #defaultTier: Tier | null;
  /** Customers with a budget of their own, whom the default tier therefore leaves alone. */
  readonly #exempt = new Set<string>();
  readonly #blocked: Readonly<Record<BlockKind, ReadonlySet<string>>>;
  readonly #anyBlock: boolean;

  constructor(rules: BudgetRules) {
    const terms = rules.budgets.map(termsOfBudget);
    for (const each of terms) this.#byBudget.set(each.budgetId, each);
    for (const { scope } of rules.budgets) {
      if (scope.customer !== undefined && Object.keys(scope).length === 1) {
        this.#exempt.add(scope.customer);
      }
    }
    this.#budgets = new ScopeIndex(terms);
    this.#limits = new ScopeIndex(rules.limits.map(termsOfLimits));
    this.#tiers = new Map(rules.tiers.map((tier) => [tier.id, tier]));
    for (const tier of rules.tiers) {
      for (const budget of tier.budgets) this.#tierBudgets.set(budget.id, { tier, budget });
    }
    this.#changes = new Map(
      rules.tierBudgetChanges.map((each) => [shareKey(each.budgetId, each.customer), each]),
    );
    this.#assignments = rules.assignments;
    this.#defaultTier =
      rules.defaultTierId === null ? null : (this.#tiers.get(rules.defaultTierId) ?? null);
    this.#blocked = blockedBy(rules.blocks);
    this.#anyBlock = rules.blocks.length > 0;
  }

  /** The block a call falls under; null when it falls under none. */
  blockOf(call: CallFacts): Block | null {
    if (!this.#anyBlock) return null;
    for (const kind of BLOCK_KINDS) {
      const id = call[kind];
      if (id !== null && this.#blocked[kind].has(id)) return { kind, id };
    }
    return null;
  }

  /** The tier of a customer: the one it was given, else the default one unless it has a budget of its own. */
  tierOf(customer: string | null): Tier | null {
    if (customer === null) return null;
    const assigned = this.#assignments.get(customer);
    if (assigned !== undefined) return this.#tiers.get(assigned) ?? null;
    return this.#exempt.has(customer) ? null : this.#defaultTier;
  }

  /** Visits the key of each count that a call adds to. */
  forEachAccount(call: CallFacts, visit: (key: string) => void): void {
    this.#budgets.forEachOf(call, (terms) => visit(terms.key));
    const tier = this.tierOf(call.customer);
    if (tier === null || call.customer === null) return;
    for (const { id, within } of tier.budgets) {
      if (isWithin(within, call)) visit(shareKey(id, call.customer));
    }
  }

  forEachLimits(call: CallFacts, visit: (key: string, limits: Limits, scope: Scope) => void): void {
    this.#limits.forEachOf(call, (terms) => visit(terms.key, terms.limits, terms.scope));
    const { customer } = call;
    const tier = this.tierOf(customer);
    if (tier === null || customer === null || isUnlimited(tier.limits)) return;
    visit(`tier\n${customer}`, tier.limits, { customer });
  }

  /** What a count is held against now; null when nothing is any more. */
  termsOf(key: string): AccountTerms | null {
    const newline = key.indexOf('\n');
    if (newline < 0) return this.#byBudget.get(key) ?? null;
    return this.termsOfShare(key.slice(0, newline), key.slice(newline + 1));
  }

  /** A tier's budget as it holds for one customer; null when the customer is not on that tier. */
  termsOfShare(budgetId: string, customer: string): AccountTerms | null {
    const found = this.#tierBudgets.get(budgetId);
    if (found === undefined || this.tierOf(customer) !== found.tier) return null;
    const { within, ...terms } = found.budget;
    const key = shareKey(budgetId, customer);
    const change = this.#changes.get(key);
    return {
      ...terms,
      key,
      budgetId,
      customer,
      scope: { ...within, customer },
      raises: change?.raises ?? NO_RAISES,
      resetAt: change?.resetAt ?? null,
    };
  }
}

/** Under which key a count is kept: no id holds a line break. */
export function shareKey(budgetId: string, customer: string | null): string {
  return customer === null ? budgetId : `${budgetId}\n${customer}`;
}

/** Whether what was counted under one stands under the other: same calls, same windows, same zero point. */
export function countsAlike(a: AccountTerms, b: AccountTerms): boolean {
  return (
    a.resetAt?.getTime() === b.resetAt?.getTime() &&
    scopeKey(a.scope) === scopeKey(b.scope) &&
    JSON.stringify(a.window) === JSON.stringify(b.window)
  );
}

function isUnlimited({ requestsPerMinute, tokensPerMinute, maxParallel }: Limits): boolean {
  return requestsPerMinute === null && tokensPerMinute === null && maxParallel === null;
}

function termsOfBudget(budget: Budget): AccountTerms {
  return { ...budget, key: budget.id, budgetId: budget.id, customer: null };
}

function termsOfLimits({ id, scope, limits }: ScopeLimits): RateTerms {
  return { key: id, scope, limits };
}

function blockedBy(blocks: readonly Block[]): Record<BlockKind, ReadonlySet<string>> {
  const of = (kind: BlockKind) =>
    new Set(blocks.filter((block) => block.kind === kind).map((block) => block.id));
  return {
    customer: of('customer'),
    apiKeyId: of('apiKeyId'),
    userId: of('userId'),
    teamId: of('teamId'),
  };
}

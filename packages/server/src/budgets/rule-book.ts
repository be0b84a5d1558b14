import type { Pico } from '../kernel/index.ts';
import type { Budget, BudgetKind, Raise } from './budget.ts';
import { type CallFacts, isWithin } from './call-facts.ts';
import type { Limits, ScopeLimits } from './limits.ts';
import { type Block, type BlockKind, type BudgetRules, NO_RULES, type Wallet } from './rules.ts';
import { type Scope, scopeKey } from './scope.ts';
import { ScopeIndex } from './scope-index.ts';
import type { Tier, TierBudget, TierBudgetChange } from './tier.ts';
import type { BudgetWindow } from './window.ts';

/** What one count is held against: a budget, a tier's budget for one of its customers, or a wallet. */
export interface AccountTerms {
  readonly key: string;
  /** Of a wallet: `WALLET`. */
  readonly budgetId: string;
  /** Whose wallet or share of a tier's budget it is; null for a budget of a scope. */
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

/** In place of the id of a budget: what is held against a customer's prepaid credit. No budget has it. */
export const WALLET = 'wallet';

const EVER: BudgetWindow = { kind: 'total' };
const NO_RAISES: readonly Raise[] = [];
const BLOCK_KINDS: readonly BlockKind[] = ['customer', 'apiKeyId', 'userId', 'teamId'];

interface WalletTerms {
  readonly wallet: Wallet;
  readonly terms: AccountTerms;
}

/** The rules, arranged so that those of a call are found without looking at the others. */
export class RuleBook {
  #rules: BudgetRules = NO_RULES;
  readonly #budgets = new ScopeIndex<AccountTerms>();
  readonly #byBudget = new Map<string, { readonly budget: Budget; readonly terms: AccountTerms }>();
  /** How many budgets of their own customers have: the default tier leaves these alone. */
  readonly #ownBudgets = new Map<string, number>();
  #limits = new ScopeIndex<RateTerms>();
  #wallets: ReadonlyMap<string, WalletTerms> = new Map();
  #tiers: ReadonlyMap<string, Tier> = new Map();
  #tierBudgets: ReadonlyMap<string, { readonly tier: Tier; readonly budget: TierBudget }> =
    new Map();
  #changes: ReadonlyMap<string, TierBudgetChange> = new Map();
  #blocked = blockedBy([]);

  /**
   * These hold from now on. What is the same object as before is taken to be unchanged, so that one
   * changed budget of a hundred thousand costs a look at each of them and not their arrangement.
   */
  update(rules: BudgetRules): void {
    const before = this.#rules;
    this.#rules = rules;
    this.#updateBudgets(rules.budgets);
    if (rules.limits !== before.limits)
      this.#limits = new ScopeIndex(rules.limits.map(termsOfLimits));
    if (rules.tiers !== before.tiers) this.#updateTiers(rules.tiers);
    if (rules.blocks !== before.blocks) this.#blocked = blockedBy(rules.blocks);
    this.#changes = new Map(
      rules.tierBudgetChanges.map((each) => [shareKey(each.budgetId, each.customer), each]),
    );
  }

  /** Gives the keys of the counts that are held against something else now: the same object is unchanged. */
  updateWallets(wallets: ReadonlyMap<string, Wallet>): string[] {
    const before = this.#wallets;
    const now = new Map<string, WalletTerms>();
    const changed: string[] = [];
    for (const [customer, wallet] of wallets) {
      const known = before.get(customer);
      const isSame = known?.wallet === wallet;
      now.set(customer, isSame ? known : { wallet, terms: termsOfWallet(wallet) });
      if (!isSame) changed.push(shareKey(WALLET, customer));
    }
    for (const customer of before.keys()) {
      if (!wallets.has(customer)) changed.push(shareKey(WALLET, customer));
    }
    this.#wallets = now;
    return changed;
  }

  /** The block a call falls under; null when it falls under none. */
  blockOf(call: CallFacts): Block | null {
    if (this.#rules.blocks.length === 0) return null;
    for (const kind of BLOCK_KINDS) {
      const id = call[kind];
      if (id !== null && this.#blocked[kind].has(id)) return { kind, id };
    }
    return null;
  }

  /** The tier of a customer: the one it was given, else the default one unless it has a budget of its own. */
  tierOf(customer: string | null): Tier | null {
    if (customer === null) return null;
    const { assignments, defaultTierId } = this.#rules;
    const assigned = assignments.get(customer);
    if (assigned !== undefined) return this.#tiers.get(assigned) ?? null;
    if (defaultTierId === null || this.#ownBudgets.has(customer)) return null;
    return this.#tiers.get(defaultTierId) ?? null;
  }

  /** Visits the key of each count that a call adds to. */
  forEachAccount(call: CallFacts, visit: (key: string) => void): void {
    this.#budgets.forEachOf(call, (terms) => visit(terms.key));
    this.#visitWallet(call, visit);
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

  /** The keys of the budgets that are not a tier's, and of wallets. */
  budgetKeys(): string[] {
    const wallets = Array.from(this.#wallets.values(), ({ terms }) => terms.key);
    return [...this.#byBudget.keys(), ...wallets];
  }

  /** What a count is held against now; null when nothing is any more. */
  termsOf(key: string): AccountTerms | null {
    const newline = key.indexOf('\n');
    if (newline < 0) return this.#byBudget.get(key)?.terms ?? null;
    if (key.startsWith(`${WALLET}\n`))
      return this.#wallets.get(key.slice(newline + 1))?.terms ?? null;
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

  #visitWallet({ customer }: CallFacts, visit: (key: string) => void): void {
    if (this.#wallets.size === 0 || customer === null) return;
    const found = this.#wallets.get(customer);
    if (found !== undefined) visit(found.terms.key);
  }

  #updateBudgets(budgets: readonly Budget[]): void {
    for (const budget of budgets) {
      const known = this.#byBudget.get(budget.id);
      if (known?.budget === budget) continue;
      if (known !== undefined) this.#forget(known.terms);
      const terms = termsOfBudget(budget);
      this.#byBudget.set(budget.id, { budget, terms });
      this.#budgets.add(terms);
      this.#countOwn(terms, 1);
    }
    if (this.#byBudget.size === budgets.length) return;
    const present = new Set(budgets.map((budget) => budget.id));
    for (const [id, { terms }] of this.#byBudget) if (!present.has(id)) this.#forget(terms);
  }

  #forget(terms: AccountTerms): void {
    this.#byBudget.delete(terms.budgetId);
    this.#budgets.remove(terms);
    this.#countOwn(terms, -1);
  }

  #countOwn({ scope }: AccountTerms, by: 1 | -1): void {
    const { customer, ...rest } = scope;
    if (customer === undefined || Object.keys(rest).length > 0) return;
    const count = (this.#ownBudgets.get(customer) ?? 0) + by;
    if (count > 0) this.#ownBudgets.set(customer, count);
    else this.#ownBudgets.delete(customer);
  }

  #updateTiers(tiers: readonly Tier[]): void {
    this.#tiers = new Map(tiers.map((tier) => [tier.id, tier]));
    this.#tierBudgets = new Map(
      tiers.flatMap((tier) => tier.budgets.map((budget) => [budget.id, { tier, budget }] as const)),
    );
  }
}

/** Under which key a count is kept: no id holds a line break. */
export function shareKey(budgetId: string, customer: string | null): string {
  return customer === null ? budgetId : `${budgetId}\n${customer}`;
}

/** Whether what was counted under one stands under the other: same calls, same windows, same zero point. */
export function countsAlike(a: AccountTerms, b: AccountTerms): boolean {
  // Of one budget, and the same objects still: what most comparisons are of.
  const isSame = a.key === b.key && a.window === b.window;
  return (
    a.resetAt?.getTime() === b.resetAt?.getTime() &&
    (isSame || JSON.stringify(a.window) === JSON.stringify(b.window)) &&
    (a.scope === b.scope || scopeKey(a.scope) === scopeKey(b.scope))
  );
}

function isUnlimited({ requestsPerMinute, tokensPerMinute, maxParallel }: Limits): boolean {
  return requestsPerMinute === null && tokensPerMinute === null && maxParallel === null;
}

function termsOfBudget(budget: Budget): AccountTerms {
  return { ...budget, key: budget.id, budgetId: budget.id, customer: null };
}

function termsOfWallet({ customer, limitPico, raises }: Wallet): AccountTerms {
  return {
    key: shareKey(WALLET, customer),
    budgetId: WALLET,
    customer,
    scope: { customer },
    limitPico,
    kind: 'hard',
    window: EVER,
    thresholds: [],
    raises,
    resetAt: null,
  };
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

import type { Pico } from '../kernel/index.ts';
import type { Budget, Raise } from './budget.ts';
import type { ScopeLimits } from './limits.ts';
import type { Tier, TierBudgetChange } from './tier.ts';

/** Whom a block can name. */
export type BlockKind = 'customer' | 'apiKeyId' | 'userId' | 'teamId';

/** Calls of this one are refused, whatever else they are. */
export interface Block {
  readonly kind: BlockKind;
  readonly id: string;
}

/** Everything that is said about who may spend how much, at one moment. */
export interface BudgetRules {
  readonly budgets: readonly Budget[];
  readonly limits: readonly ScopeLimits[];
  readonly tiers: readonly Tier[];
  /** Of customers that have neither a tier nor a budget of their own (of scope `{ customer }`). Null: none. */
  readonly defaultTierId: string | null;
  /** Tier id by customer. */
  readonly assignments: ReadonlyMap<string, string>;
  readonly tierBudgetChanges: readonly TierBudgetChange[];
  readonly blocks: readonly Block[];
}

export const NO_RULES: BudgetRules = {
  budgets: [],
  limits: [],
  tiers: [],
  defaultTierId: null,
  assignments: new Map(),
  tierBudgetChanges: [],
  blocks: [],
};

/**
 * What the credit of a prepaid customer pays for. Unlike a budget it counts all that the customer's
 * calls were ever charged, is not a budget of its own (the default tier stays in force), and is kept by
 * whoever keeps the credit.
 */
export interface Wallet {
  readonly customer: string;
  /** Of all charges ever. Below zero it pays for nothing. */
  readonly limitPico: Pico;
  /** Credit that expires. */
  readonly raises: readonly Raise[];
}

/** Where the rules are kept. */
export interface RuleStore {
  /** All of them, in one snapshot. */
  load(): Promise<BudgetRules>;
}

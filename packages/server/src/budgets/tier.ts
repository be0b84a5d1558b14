import type { BudgetTerms, Raise } from './budget.ts';
import type { Limits } from './limits.ts';
import type { Scope } from './scope.ts';

/** A budget that each customer on the tier has, with a count of its own. */
export interface TierBudget extends BudgetTerms {
  /** What of the customer's calls counts: `{}` all of them, `{ model }` those for one model. Never names a customer. */
  readonly within: Scope;
}

/** A named set of limits that customers share. */
export interface Tier {
  readonly id: string;
  readonly name: string;
  /** Of each customer. */
  readonly limits: Limits;
  readonly budgets: readonly TierBudget[];
  /** Names the customers may ask for, each exact or a beginning with `*` at its end; null for every model. */
  readonly models: readonly string[] | null;
}

/** What was changed about a tier's budget for one customer alone. */
export interface TierBudgetChange {
  readonly budgetId: string;
  readonly customer: string;
  readonly raises: readonly Raise[];
  readonly resetAt: Date | null;
}

import type { Pico } from '../kernel/index.ts';
import type { Block } from './rules.ts';
import type { Scope } from './scope.ts';

/** Why a call was not let in. */
export type AdmissionRefusal =
  | { readonly code: 'blocked'; readonly block: Block }
  | { readonly code: 'model_not_allowed'; readonly tier: string }
  | BudgetRefusal
  | RateRefusal
  /** What was spent cannot be read right now. */
  | { readonly code: 'budgets_unavailable' };

export interface BudgetRefusal {
  readonly code: 'budget_exceeded';
  /**
   * `exhausted`: what is left does not pay for the shortest answer. `in_flight_holds`: it would, but
   * is set aside for calls under way; trying again soon may succeed.
   */
  readonly reason: 'exhausted' | 'in_flight_holds';
  /** It is the customer's prepaid credit that does not pay for the call, not a budget. */
  readonly isPrepaid: boolean;
  readonly budgetId: string;
  readonly scope: Scope;
  readonly limitPico: Pico;
  readonly postedPico: Pico;
  readonly pendingPico: Pico;
  /** Null: never by itself. */
  readonly resetsAt: Date | null;
}

export interface RateRefusal {
  readonly code: 'rate_limited';
  readonly of: 'requests' | 'tokens' | 'parallel';
  readonly scope: Scope;
  readonly limit: number;
  /** When there is room again, if nobody else takes it; null when there never will be. */
  readonly retryAfterMs: number | null;
}

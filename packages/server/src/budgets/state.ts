import type { Pico } from '../kernel/index.ts';

/** Where a budget stands, for one scope in the window that runs now. */
export interface BudgetState {
  /** The budget, and the customer when it is one of a tier. */
  readonly budgetId: string;
  readonly customer: string | null;
  readonly startsAt: Date;
  /** When it begins anew by itself; null: never. */
  readonly resetsAt: Date | null;
  /** With the raises that hold now. */
  readonly limitPico: Pico;
  /** Charged since `startsAt`, or since the last reset by hand. */
  readonly postedPico: Pico;
  /** Set aside for calls under way. */
  readonly pendingPico: Pico;
  /** What a call could still be given; 0 when there is nothing left. */
  readonly availablePico: Pico;
}

import type { Pico } from '../kernel/index.ts';
import type { Scope } from './scope.ts';
import type { BudgetWindow } from './window.ts';

/** A hard budget refuses what could pass its limit; a soft one only tells. */
export type BudgetKind = 'hard' | 'soft';

/** How much, how strictly and how often: what a budget of a scope and one of a tier both say. */
export interface BudgetTerms {
  /** Never renamed: counters, raises and resets belong to it. */
  readonly id: string;
  /** 0 or more. 0 refuses every call that costs something. */
  readonly limitPico: Pico;
  readonly kind: BudgetKind;
  readonly window: BudgetWindow;
  /** Hundredths of a per cent of the limit, ascending: 8000 is 80 %. */
  readonly thresholds: readonly number[];
}

/** A limit on what the calls of a scope may be charged in each window. */
export interface Budget extends BudgetTerms {
  readonly scope: Scope;
  readonly raises: readonly Raise[];
  /** When the count last began anew by hand; null when it never did. */
  readonly resetAt: Date | null;
}

/** Added to the limit until, but not at, `endsAt`. */
export interface Raise {
  readonly amountPico: Pico;
  readonly endsAt: Date;
}

/** The limit with the raises that hold at an instant. */
export function limitAt(
  { limitPico, raises }: { limitPico: Pico; raises: readonly Raise[] },
  instantMs: number,
): bigint {
  let limit: bigint = limitPico;
  for (const { amountPico, endsAt } of raises) {
    if (instantMs < endsAt.getTime()) limit += amountPico;
  }
  return limit;
}

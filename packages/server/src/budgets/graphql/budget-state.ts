import { formatPico, type Pico } from '../../kernel/index.ts';
import { money } from '../../platform/graphql/index.ts';
import type { BudgetKind, BudgetState as StateFacts } from '../index.ts';
import { type BudgetState, type BudgetStatus, percentText } from './budget-types.ts';

const WHOLE = 10_000n;

/** What a page shows of a state, judged here so that no page has to. */
export function toState(
  budget: { readonly kind: BudgetKind; readonly thresholds: readonly number[] },
  state: StateFacts,
): BudgetState {
  const reached = budget.thresholds.filter((each) => isReached(state, each));
  return {
    status: statusOf(budget.kind, state, reached.length > 0),
    limit: moneyOf(state.limitPico),
    posted: moneyOf(state.postedPico),
    pending: moneyOf(state.pendingPico),
    available: moneyOf(state.availablePico),
    percentUsed: percentText(hundredthsOf(state.postedPico, state.limitPico)),
    percentTaken: percentText(hundredthsOf(state.postedPico + state.pendingPico, state.limitPico)),
    thresholdsReached: reached.map(percentText),
    startsAt: state.startsAt,
    resetsAt: state.resetsAt,
  };
}

function statusOf(kind: BudgetKind, state: StateFacts, nearing: boolean): BudgetStatus {
  if (state.postedPico >= state.limitPico) return kind === 'hard' ? 'EXCEEDED' : 'SOFT_EXCEEDED';
  return nearing || state.postedPico + state.pendingPico >= state.limitPico ? 'NEAR' : 'OK';
}

/** Of a limit of 0 everything is used. */
function hundredthsOf(amountPico: bigint, limitPico: bigint): bigint {
  if (limitPico === 0n) return WHOLE;
  return amountPico < 0n ? 0n : (amountPico * WHOLE) / limitPico;
}

function isReached({ postedPico, limitPico }: StateFacts, threshold: number): boolean {
  return postedPico * WHOLE >= limitPico * BigInt(threshold);
}

function moneyOf(amount: Pico) {
  return money(formatPico(amount));
}

import { assert, formatPico, type Pico, parsePico } from '../kernel/index.ts';
import type { Budget, BudgetKind, BudgetTerms, Raise } from './budget.ts';
import type { Limits } from './limits.ts';
import { formatPeriod, parsePeriod } from './period.ts';
import type { Terms } from './read-terms.ts';
import { type Scope, scopeKey } from './scope.ts';
import type { BudgetRow, BudgetValues } from './sql/budget-rows.ts';
import type { RaiseRow } from './sql/change-rows.ts';
import type { LimitValues } from './sql/limit-rows.ts';
import type { TierRow } from './sql/tier-rows.ts';
import type { Tier, TierBudget } from './tier.ts';
import type { BudgetWindow } from './window.ts';

/** Between rows and rules: what is stored as text becomes what is computed with, and back. */

const NO_ANCHOR = new Date(0);

/** A budget as it is kept: its terms and its history. */
export interface BudgetRecord extends BudgetTerms {
  /** Null when it is of a scope of its own. */
  readonly tierId: string | null;
  /** Of a tier's budget: what of each customer's calls counts. */
  readonly scope: Scope;
  /** It follows the configuration file and cannot be changed here. */
  readonly configured: boolean;
  readonly revision: number;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
}

export function toBudgetRecord(row: BudgetRow): BudgetRecord {
  const { scope, configured, revision } = row;
  return {
    ...toTerms(row),
    tierId: row.tier_id,
    scope,
    configured,
    revision,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
  };
}

function toTerms(row: BudgetRow): BudgetTerms {
  const { id, kind, thresholds } = row;
  return { id, kind, thresholds, limitPico: toPico(row.limit_amount), window: toWindow(row) };
}

export function toBudget(row: BudgetRow, raises: readonly Raise[], resetAt: Date | null): Budget {
  return { ...toTerms(row), scope: row.scope, raises, resetAt };
}

function toTierBudget(row: BudgetRow): TierBudget {
  return { ...toTerms(row), within: row.scope };
}

export function toTier(row: TierRow, budgets: readonly BudgetRow[]): Tier {
  const { id, name, models } = row;
  return { id, name, models, limits: toLimits(row), budgets: budgets.map(toTierBudget) };
}

export function toLimits(
  row: Pick<TierRow, 'requests_per_minute' | 'tokens_per_minute' | 'max_parallel'>,
): Limits {
  return {
    requestsPerMinute: row.requests_per_minute,
    tokensPerMinute: row.tokens_per_minute,
    maxParallel: row.max_parallel,
  };
}

export function toLimitValues(limits: Limits): LimitValues {
  return {
    requests_per_minute: limits.requestsPerMinute,
    tokens_per_minute: limits.tokensPerMinute,
    max_parallel: limits.maxParallel,
  };
}

export function toRaise(row: RaiseRow): Raise {
  return { amountPico: toPico(row.amount), endsAt: row.ends_at };
}

/** What of a budget is stored, for a scope or for the customers of a tier. */
export function toBudgetValues(
  terms: Terms,
  owner: { readonly scope: Scope; readonly tierId: string | null },
): BudgetValues {
  const { window, kind, thresholds, limitPico } = terms;
  return {
    key: budgetKey({ ...owner, window, kind }),
    period: formatPeriod(window),
    time_zone: window.kind === 'total' ? 'UTC' : window.timeZone,
    anchored_at: window.kind === 'duration' ? window.anchor : null,
    kind,
    limit_amount: formatPico(limitPico),
    thresholds,
  };
}

/** Whether setting these values would change nothing. */
export function isUnchanged(row: BudgetRow, values: BudgetValues): boolean {
  return (
    row.key === values.key &&
    row.anchored_at?.getTime() === values.anchored_at?.getTime() &&
    toPico(row.limit_amount) === toPico(values.limit_amount) &&
    row.thresholds.join() === values.thresholds.join()
  );
}

/**
 * One budget stands for each owner, window and kind. Windows of a duration are told apart by their
 * length alone: setting `30d` again on another day means the budget that is there.
 */
export function budgetKey(of: {
  readonly scope: Scope;
  readonly tierId: string | null;
  readonly window: BudgetWindow;
  readonly kind: BudgetKind;
}): string {
  const zone = of.window.kind === 'total' ? 'UTC' : of.window.timeZone;
  return JSON.stringify([of.tierId, scopeKey(of.scope), formatPeriod(of.window), zone, of.kind]);
}

function toWindow(row: BudgetRow): BudgetWindow {
  const { period, time_zone: timeZone, anchored_at } = row;
  const window = parsePeriod(period, { timeZone, anchor: anchored_at ?? NO_ANCHOR });
  assert(window !== null, `budget ${row.id} has the period ${period}`);
  return window;
}

export function toPico(text: string): Pico {
  const amount = parsePico(text);
  assert(amount !== null, `${text} is no amount`);
  return amount;
}

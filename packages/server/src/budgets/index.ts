export { type Budget, type BudgetKind, type BudgetTerms, limitAt, type Raise } from './budget.ts';
export { findTimeZone } from './calendar.ts';
export { type Limits, NO_LIMITS, type ScopeLimits } from './limits.ts';
export { formatPeriod, parsePeriod } from './period.ts';
export { type Block, type BlockKind, type BudgetRules, NO_RULES, type RuleStore } from './rules.ts';
export {
  DIMENSIONS,
  type Dimension,
  dimensionsOf,
  isDimension,
  isScope,
  parseScopeKey,
  type Scope,
  scopeKey,
} from './scope.ts';
export type { BudgetState } from './state.ts';
export type { Tier, TierBudget, TierBudgetChange } from './tier.ts';
export { type BudgetWindow, type WindowSpan, windowAt } from './window.ts';

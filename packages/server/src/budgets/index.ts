export {
  Admission,
  type AdmissionOptions,
  type AdmittedCall,
  momentOf,
  type WaitingCaller,
} from './admission.ts';
export { type Budget, type BudgetKind, type BudgetTerms, limitAt, type Raise } from './budget.ts';
export { findTimeZone } from './calendar.ts';
export type { CallFacts } from './call-facts.ts';
export { BudgetEngine, type BudgetEngineOptions, type OwnRecording } from './engine.ts';
export type { LedgerStats, Posting } from './ledger/ledger.ts';
export type { Need } from './ledger/need.ts';
export type { RateRoom, Room } from './ledger/rate-account.ts';
export type { RecordedCharge, SpendQuestion, SpendSource } from './ledger/spend-source.ts';
export { type Limits, NO_LIMITS, type ScopeLimits } from './limits.ts';
export { formatPeriod, parsePeriod } from './period.ts';
export type { AdmissionRefusal, BudgetRefusal, RateRefusal } from './refusal.ts';
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
export { createSpendSource } from './sql/spend.ts';
export type { BudgetState } from './state.ts';
export type { Tier, TierBudget, TierBudgetChange } from './tier.ts';
export { type BudgetWindow, type WindowSpan, windowAt } from './window.ts';

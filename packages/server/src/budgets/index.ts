export {
  Admission,
  type AdmissionOptions,
  type AdmittedCall,
  type EarlierAdmission,
  momentOf,
  type WaitingCaller,
} from './admission.ts';
export { type BlockRecord, BlockService } from './block-service.ts';
export { type Budget, type BudgetKind, type BudgetTerms, limitAt, type Raise } from './budget.ts';
export type { BudgetHistory, RaiseRecord, ResetRecord } from './budget-history.ts';
export { BudgetService, type SetBudgetInput } from './budget-service.ts';
export type { BudgetWatch, WatchedBudgets } from './budget-watch.ts';
export { budgetsOfCall } from './budgets-of-call.ts';
export { findTimeZone } from './calendar.ts';
export type { CallFacts } from './call-facts.ts';
export { type ConfiguredRules, storeConfiguredRules } from './configured-rules.ts';
export { BudgetEngine, type BudgetEngineOptions, type OwnRecording } from './engine.ts';
export type { LedgerStats, Posting } from './ledger/ledger.ts';
export type { Need } from './ledger/need.ts';
export type { RateRoom, Room } from './ledger/rate-account.ts';
export type { RecordedCharge, SpendQuestion, SpendSource } from './ledger/spend-source.ts';
export { type LimitRecord, LimitService } from './limit-service.ts';
export { type Limits, NO_LIMITS, type ScopeLimits } from './limits.ts';
export { formatPeriod, parsePeriod } from './period.ts';
export type { Preview } from './preview.ts';
export type { Previews } from './previews.ts';
export type { Problem } from './problem.ts';
export { readPercent } from './read-terms.ts';
export type { AdmissionRefusal, BudgetRefusal, RateRefusal } from './refusal.ts';
export type { BudgetRecord } from './rule-rows.ts';
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
export { type BudgetStates, type Budgets, createBudgets } from './service.ts';
export type { HistoryPosition, HistoryQuery } from './sql/change-rows.ts';
export type { CustomerTierRow, TierCustomersQuery } from './sql/customer-tier-rows.ts';
export { createRecount, createSpendSource } from './sql/spend.ts';
export type { BudgetState } from './state.ts';
export { type BudgetTarget, StoredRules } from './stored-rules.ts';
export type { Subjects } from './subjects.ts';
export type { Tier, TierBudget, TierBudgetChange } from './tier.ts';
export type { TierBudgetInput, TierInput, TierRecord } from './tier-input.ts';
export { TierService } from './tier-service.ts';
export { type BudgetWindow, type WindowSpan, windowAt } from './window.ts';

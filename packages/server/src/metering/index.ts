export { makeMonthsAhead, readFloor } from './make-months.ts';
export { type Pruned, pruneSpend, type Retainer, type SpendMonth } from './prune-spend.ts';
export { rebuildRollups } from './rebuild.ts';
export { checkRecord, reconcile } from './reconcile.ts';
export {
  type Adjustment,
  lockRecord,
  readSequence,
  recordAdjustments,
} from './record-adjustments.ts';
export {
  type RecordedBatch,
  type RecordingStep,
  recordBatch,
  type Sighting,
  SPEND_CHANNEL,
} from './record-batch.ts';
export { type DroppedMonth, type Retention, readRetention, rememberRun } from './retention.ts';
export { type BatchRecording, Shipper, type ShipperOptions } from './shipper.ts';
export {
  type AttemptFacts,
  type CallOrigin,
  completeAttempt,
  encodeAttemptFacts,
  encodeSpendEvent,
  joinFacts,
  NO_ORIGIN,
  type OutcomeFacts,
  type RecordedLine,
  type SpendEvent,
  type SpendEventStatus,
  spendEventKey,
  type UsageSource,
} from './spend-event.ts';
export { SUM_LEVELS, type SumLevel } from './sql/coarse-sums.ts';
export { AMOUNT_MEASURES, COUNT_MEASURES } from './sql/sum-events.ts';

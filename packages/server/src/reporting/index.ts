export { bucketsOf, type Granularity } from './buckets.ts';
export { usageCsvPath } from './export/query-string.ts';
export { labelOf, rowLabel } from './labels.ts';
export type { LiveSpend } from './live/read-live-spend.ts';
export {
  readCustomerPosition,
  readEventPosition,
  readUsagePosition,
  writeCustomerPosition,
  writeEventPosition,
  writeUsagePosition,
} from './positions.ts';
export type { Range } from './range.ts';
export { createReporting, type Reporting, rangeText } from './service.ts';
export {
  parseSpendEventKey,
  type SpendEvent,
  type SpendEventKey,
  spendEventKey,
} from './spend-event.ts';
export type { SpendEventOrder } from './spend-event-query.ts';
export { resolveEventFilter } from './spend-event-request.ts';
export { readCallRows } from './sql/call-rows.ts';
export {
  type CustomerOrder,
  cappedCount,
  countCustomers,
  readCustomers,
} from './sql/customer-list.ts';
export { type EventBucket, readHistogram } from './sql/event-histogram.ts';
export { readSpendEvents } from './sql/spend-events.ts';
export { readUsageRows, type UsageRow } from './sql/usage-rows.ts';
export { readSeries, type UsageSeries } from './sql/usage-series.ts';
export { readTotals } from './sql/usage-totals.ts';
export type { Totals } from './totals.ts';
export {
  checkGroups,
  resolveFilter,
  type UsageGroup,
  type UsageQuery,
} from './usage-request.ts';

export { bucketsOf, type Granularity } from './buckets.ts';
export type { EventExportFormat } from './export/event-formats.ts';
export { eventsExportPath, usageExportPath } from './export/query-string.ts';
export type { ExportFormat } from './export/report-options.ts';
export { labelOf, rowLabel, rowLabels } from './labels.ts';
export type { Latency } from './latency.ts';
export { BY_CUSTOMER, type LiveSpend } from './live/read-live-spend.ts';
export { readMetric, type UsageMetric } from './metrics.ts';
export {
  readCustomerPosition,
  readEventPosition,
  readUsagePosition,
  writeCustomerPosition,
  writeEventPosition,
  writeUsagePosition,
} from './positions.ts';
export type { BillingPeriods, Comparison, Range, RangePreset } from './range.ts';
export type { UsageRequest } from './resolve-usage.ts';
export { createReporting, type Reporting, rangeText } from './service.ts';
export {
  parseSpendEventKey,
  type SpendEvent,
  type SpendEventKey,
  spendEventKey,
} from './spend-event.ts';
export type { SpendEventOrder } from './spend-event-query.ts';
export { resolveEventFilter, type SpendEventRequest } from './spend-event-request.ts';
export { readCallRows } from './sql/call-rows.ts';
export {
  type CustomerOrder,
  cappedCount,
  countCustomers,
  readCustomers,
} from './sql/customer-list.ts';
export { type EventBucket, readHistogram, sumOfBuckets } from './sql/event-histogram.ts';
export { readSpendEvents } from './sql/spend-events.ts';
export { readLatency } from './sql/usage-latency.ts';
export type { UsageRow } from './sql/usage-rows.ts';
export {
  type LatencySeries,
  readLatencySeries,
  readSeries,
  type UsageSeries,
} from './sql/usage-series.ts';
export { readTotals } from './sql/usage-totals.ts';
export type { Totals } from './totals.ts';
export { type Absence, checkFilter, resolveFilter } from './usage-filter.ts';
export { type Grouping, isOverlapping, type UsageGroup } from './usage-groups.ts';
export { readUsagePage } from './usage-page.ts';
export type { UsageQuery } from './usage-request.ts';

import type { UsageMetric } from '../metrics.ts';

export type ExportFormat = 'csv' | 'jsonl';

/** How a file shows a report. */
export interface ReportOptions {
  readonly orderBy: UsageMetric;
  /** So many rows, and one of all others; null: all rows. */
  readonly top: number | null;
  readonly latency: boolean;
}

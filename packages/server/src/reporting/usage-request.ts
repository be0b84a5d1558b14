import type { Buckets } from './buckets.ts';
import type { Range } from './range.ts';
import type { UsageFilter } from './usage-filter.ts';
import type { Grouping } from './usage-groups.ts';

/** Which spend a report is about. Null: of all time. */
export interface UsageScope {
  readonly range: Range | null;
  readonly filter: UsageFilter;
}

export interface UsageQuery extends UsageScope {
  readonly range: Range;
  readonly groupBy: readonly Grouping[];
  /** What a group by TIME counts in. */
  readonly buckets: Buckets;
  /** What it is compared with; null when with nothing. */
  readonly previous: Previous | null;
}

export interface Previous {
  readonly range: Range;
  readonly buckets: Buckets;
}

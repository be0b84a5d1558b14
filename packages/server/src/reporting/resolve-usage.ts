import { err, ok, type Result } from '../kernel/index.ts';
import type { Reach } from '../platform/access/index.ts';
import { bucketsOf, cut, type Granularity } from './buckets.ts';
import { type Comparison, isWholeQuarters, type RangeRequest } from './range.ts';
import type { ResolveFilteredRange } from './resolve-range.ts';
import { checkFilter, type FilterRequest, resolveFilter } from './usage-filter.ts';
import { checkGroups } from './usage-groups.ts';
import type { UsageQuery } from './usage-request.ts';

/** A report as callers ask for it. */
export interface UsageRequest {
  readonly range: RangeRequest;
  readonly groupBy: readonly string[];
  readonly tagKeys: readonly string[];
  readonly filter: FilterRequest | null;
  readonly granularity: Granularity | 'AUTO';
  readonly compare: Comparison | 'NONE';
}

/** What whoever asks may see. */
export interface UsageCaller {
  readonly reach: Reach;
  readonly internals: boolean;
}

export type ResolveUsage = (
  request: UsageRequest,
  caller: UsageCaller,
) => Promise<Result<UsageQuery, string>>;

export function createUsageResolver(resolveRange: ResolveFilteredRange): ResolveUsage {
  return async (request, caller) => {
    const groupBy = checkGroups(request, caller);
    if (!groupBy.ok) return groupBy;
    const filter = resolveFilter(request.filter, caller.reach);
    if (!filter.ok) return filter;
    const hidden = checkFilter(filter.value, caller);
    if (hidden !== null) return err(hidden);
    const range = await resolveRange(request.range, filter.value);
    if (!range.ok) return range;
    if (!isWholeQuarters(range.value)) {
      return err('startsAt and endsAt of a report are whole quarters of an hour');
    }
    const comparison = checkComparison(request.compare);
    if (!comparison.ok) return comparison;
    const buckets = bucketsOf(range.value, request.granularity);
    if (!buckets.ok) return buckets;
    const before = comparison.value && range.value.before(comparison.value);
    return ok({
      range: range.value,
      groupBy: groupBy.value,
      filter: filter.value,
      buckets: buckets.value,
      previous: before && { range: before, buckets: cut(before, buckets.value.granularity) },
    });
  };
}

/** Null: with nothing. */
function checkComparison(compare: string): Result<Comparison | null, string> {
  if (compare === 'NONE') return ok(null);
  if (compare === 'PREVIOUS_PERIOD' || compare === 'PREVIOUS_YEAR') return ok(compare);
  return err(`There is no comparison ${JSON.stringify(compare)}`);
}

import type { Params } from '../../platform/postgres/index.ts';
import type { Interval } from '../range.ts';
import type { UsageFilter } from '../usage-filter.ts';
import { inFilter } from './in-filter.ts';

/**
 * `from … where …` over rollups `r` with their dimensions `d` and whatever is joined to those. Every rollup
 * has its dimension: it is a left join because PostgreSQL leaves out one that nothing asks for.
 */
export function usageSource(
  { range, filter }: { range: Interval | null; filter: UsageFilter },
  params: Params,
  { joins = '', also = null }: { joins?: string; also?: Interval | null } = {},
): string {
  const spans = also === null ? [range] : [range, also];
  const inSpans = spans.map((span) => inRange(span, params)).join(' or ');
  return `from usage_rollup r left join usage_dimension d on d.id = r.dimension_id ${joins}
    where (${inSpans}) and ${inFilter('d', filter, params)}`;
}

export function inRange(range: Interval | null, params: Params): string {
  if (range === null) return 'true';
  const [from, to] = [params.add(range.startsAt), params.add(range.endsAt)];
  return `r.bucket_start >= ${from}::timestamptz and r.bucket_start < ${to}::timestamptz`;
}

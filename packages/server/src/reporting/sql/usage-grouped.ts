import type { Params } from '../../platform/postgres/index.ts';
import type { TotalsRow } from '../totals.ts';
import type { UsageQuery } from '../usage-request.ts';
import { sumTotals } from './sums.ts';
import { havingSome, spanOf, sumsSource } from './sums-source.ts';
import { groupSql } from './usage-keys.ts';

/** Begins the names of the sums of the range that a report is compared with. */
export const PREVIOUS = 'previous_';

type Prefixed<Row> = { readonly [Name in keyof Row as `previous_${string & Name}`]: Row[Name] };

/** Sums of a group; the previous ones only of a report that is compared. */
export interface GroupedRow extends TotalsRow, Prefixed<TotalsRow> {
  readonly k1: string | null;
  readonly k2: string | null;
}

/**
 * The table `grouped`: every group with its sums, and with those of the range it is compared with. A
 * group that has spend in one of the two only is there as well, so that both add up.
 */
export function grouped(query: UsageQuery, params: Params): string {
  const { keys, joins } = keysOf(query, params);
  const { filter, groupBy, previous } = query;
  const spans = (previous === null ? [query] : [query, previous]).map((over) =>
    spanOf(over, groupBy),
  );
  const sums = { filter, groupBy, spans };
  const source = sumsSource(sums, params, { joins });
  const having = keys.length === 0 ? '' : havingSome(sums);
  const by = keys.length === 0 ? '' : `group by ${keys.map((_, i) => i + 1).join(', ')}`;
  return `grouped as (
    select ${keys[0] ?? 'null::text'} as k1, ${keys[1] ?? 'null::text'} as k2, ${sumsOf(query, params)}
    ${source} ${by} ${having})`;
}

/** The keys of the groups of a report over rollups, and what is joined for them. */
export function keysOf(
  query: Pick<UsageQuery, 'groupBy' | 'range' | 'buckets' | 'previous'>,
  params: Params,
): { keys: string[]; joins: string } {
  const groups = query.groupBy.map((group, i) => groupSql(group, i + 1, { spans: query, params }));
  return {
    keys: groups.map(({ key }) => key),
    joins: groups.map(({ join }) => join).join('\n'),
  };
}

function sumsOf({ range, previous }: UsageQuery, params: Params): string {
  if (previous === null) return sumTotals();
  const [from, to] = [params.add(range.startsAt), params.add(range.endsAt)];
  const isNow = `r.bucket_start >= ${from}::timestamptz and r.bucket_start < ${to}::timestamptz`;
  const now = sumTotals({ where: isNow });
  return `${now}, ${sumTotals({ where: `not (${isNow})`, prefix: PREVIOUS })}`;
}

export function previousOf(row: GroupedRow): TotalsRow {
  return {
    calls: row.previous_calls,
    failed_calls: row.previous_failed_calls,
    unpriced_calls: row.previous_unpriced_calls,
    estimated_calls: row.previous_estimated_calls,
    cache_hits: row.previous_cache_hits,
    input_tokens: row.previous_input_tokens,
    cached_input_tokens: row.previous_cached_input_tokens,
    cache_write_tokens: row.previous_cache_write_tokens,
    output_tokens: row.previous_output_tokens,
    reasoning_tokens: row.previous_reasoning_tokens,
    cost: row.previous_cost,
    charge: row.previous_charge,
  };
}

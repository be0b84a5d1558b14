import type { Params } from '../../platform/postgres/index.ts';
import type { TotalsRow } from '../totals.ts';
import type { UsageQuery } from '../usage-request.ts';
import { PLAIN_TOTALS, sumTotals } from './sums.ts';
import {
  andSome,
  havingSome,
  isSummed,
  type SumsSource,
  spanOf,
  sumsSource,
} from './sums-source.ts';
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
  const sums = sourceOf(query);
  const source = sumsSource(sums, params, { joins });
  const columns = [keys[0] ?? 'null::text', keys[1] ?? 'null::text'];
  const select = `select ${columns[0]} as k1, ${columns[1]} as k2`;
  if (isSummed(sums)) {
    return `grouped as not materialized (${select}, ${PLAIN_TOTALS} ${source} ${andSome(sums)})`;
  }
  const having = keys.length === 0 ? '' : havingSome(sums);
  const by = keys.length === 0 ? '' : `group by ${keys.map((_, i) => i + 1).join(', ')}`;
  return `grouped as (${select}, ${sumsOf(query, params)} ${source} ${by} ${having})`;
}

/** How many rows `grouped` has, to be selected from it: counting what needs no adding up costs less than keeping it. */
export function countOfGrouped(query: UsageQuery): string {
  return isSummed(sourceOf(query)) ? '(select count(*) from grouped)' : 'count(*) over ()';
}

function sourceOf({ filter, groupBy, range, buckets, previous }: UsageQuery): SumsSource {
  const overs = previous === null ? [{ range, buckets }] : [{ range, buckets }, previous];
  return { filter, groupBy, spans: overs.map((over) => spanOf(over, groupBy)) };
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

import type { Params } from '../../platform/postgres/index.ts';
import type { Buckets } from '../buckets.ts';
import type { UsageMetric } from '../metrics.ts';
import type { Range } from '../range.ts';
import { type Grouping, isOfTime } from '../usage-groups.ts';
import type { UsageQuery } from '../usage-request.ts';
import { eventsAsRollups } from './events-as-rollups.ts';
import { inFilter } from './in-filter.ts';
import { namesOf } from './names.ts';
import { sumMetric } from './sums.ts';
import { coarseRows, havingSome, type SumsSource, sumsSource } from './sums-source.ts';
import { groupSql } from './usage-keys.ts';
import { inRange } from './usage-source.ts';

export interface BandRequest {
  /** How many bands beside the one of all others. */
  readonly top: number;
  /** What the top ones have most of, in the range of the report. */
  readonly rankBy: UsageMetric;
  /** What is cut into buckets: the range of the report or the one it is compared with. */
  readonly over: { readonly range: Range; readonly buckets: Buckets };
}

export interface BandRow {
  /** From 1; the one after the top ones is the one of all others. */
  readonly band: number;
  readonly k1: string | null;
  readonly n1: string | null;
  /** From 1. */
  readonly bucket: number;
}

export interface BandSums {
  readonly params: Params;
  /** What is selected beside band, k1 and bucket. */
  readonly sums: string;
  /** What is joined to the rollups `r`. */
  readonly each?: string;
  /** The columns that are not sums, by number. */
  readonly by?: string;
}

/** What the bands are of: the first group that is not of time. */
export function bandGroup({ groupBy }: Pick<UsageQuery, 'groupBy'>): Grouping | null {
  return groupBy.find((group) => !isOfTime(group)) ?? null;
}

/**
 * `select band, k1, n1, bucket, <sums>` of the rollups `r` in each bucket of each band, with `each`
 * joined to them. A call with several tags is in the band of each of them, as in the rows.
 */
export function bandStatement(
  query: UsageQuery,
  { top, rankBy, over }: BandRequest,
  { params, sums, each = '', by = '1, 2, 3' }: BandSums,
): string {
  const group = bandGroup(query);
  const { join, key } =
    group === null ? { join: '', key: 'null::text' } : groupSql(group, 1, { spans: query, params });
  const most = `${params.add(top)}::int`;
  const starts = `${params.add(over.buckets.starts)}::timestamptz[]`;
  const { filter } = query;
  const groupBy = group === null ? [] : [group];
  const { joins, columns } = namesOf(groupBy);
  const ranking = { filter, groupBy, spans: [{ range: query.range, cuts: [] }] };
  return `with ranked as materialized (
      select ${key} as key,
        row_number() over (order by ${sumMetric(rankBy)} desc, coalesce(${key}, '') collate "C") as rank
      ${sumsSource(ranking, params, { joins: join })} group by 1 ${havingSome(ranking)}
      order by rank limit ${most}
    ), ${banded(query, { join, key, most, over, params, groupBy, durations: each !== '' })}, page as (
      select band, k1, width_bucket(r.bucket_start, ${starts}) as bucket, ${sums}
      from banded r ${each} group by ${by}
    )
    select page.*, ${columns} from page ${joins} order by band`;
}

interface Banding {
  readonly join: string;
  readonly key: string;
  readonly most: string;
  readonly over: BandRequest['over'];
  readonly params: Params;
  readonly groupBy: readonly Grouping[];
  /** Only rollups and events know them. */
  readonly durations: boolean;
}

function banded(query: UsageQuery, banding: Banding): string {
  const { over, params, groupBy, durations } = banding;
  if (over.buckets.granularity === 'MINUTE') {
    return bandedRows(eventsAsRollups(over.range, params), query, banding);
  }
  const spans = [{ range: over.range, cuts: over.buckets.starts }];
  const sums: SumsSource = { filter: query.filter, groupBy, spans };
  const rows = durations ? null : coarseRows(sums, params);
  return rows === null ? bandedRollups(query, banding) : bandedRows(rows, query, banding);
}

/** The band is found for each dimension, of which there are few, and not for each rollup. */
function bandedRollups(query: UsageQuery, { join, key, most, over, params }: Banding): string {
  return `bands as materialized (
      select d.id, coalesce(ranked.rank, ${most} + 1)::int as band, ranked.key as k1
      from usage_dimension d ${join}
        left join ranked on coalesce(ranked.key, '') = coalesce(${key}, '')
      where ${inFilter('d', query.filter, params)}
    ), banded as (
      select band, k1, r.* from usage_rollup r join bands on bands.id = r.dimension_id
      where ${inRange(over.range, params)}
    )`;
}

/** Of rows that have their dimensions with them: minutes are not in the rollups, and coarse sums are few. */
function bandedRows(rows: string, query: UsageQuery, { join, key, most, params }: Banding): string {
  return `banded as (
      select coalesce(ranked.rank, ${most} + 1)::int as band, ranked.key as k1, d.*
      from (${rows}) as d ${join}
        left join ranked on coalesce(ranked.key, '') = coalesce(${key}, '')
      where ${inFilter('d', query.filter, params)}
    )`;
}

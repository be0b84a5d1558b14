import type { Queryable } from '../../platform/postgres/index.ts';
import { Params } from '../../platform/postgres/index.ts';
import type { Buckets } from '../buckets.ts';
import { moneyText } from '../totals.ts';
import type { UsageGroup, UsageQuery } from '../usage-request.ts';
import { namesOf } from './names.ts';
import { keyOf } from './usage-keys.ts';
import { dimensionSource, inFilter, inRange, usageSource } from './usage-source.ts';

export interface UsageSeries {
  readonly group: UsageGroup | null;
  readonly key: string | null;
  readonly name: string | null;
  readonly isOther: boolean;
  /** Charge in each bucket. */
  readonly values: readonly string[];
}

interface SeriesRow {
  readonly band: number;
  readonly k1: string | null;
  readonly n1: string | null;
  readonly bucket: number;
  readonly charge: string;
}

/**
 * Charge over time for the `top` groups that spent most, and for all others together, so that the
 * bands sum to the whole. Without a group there is one band, the whole.
 */
export async function readSeries(
  db: Queryable,
  query: UsageQuery,
  options: { buckets: Buckets; top: number },
): Promise<UsageSeries[]> {
  const { buckets, top } = options;
  const group = query.groupBy.find((name) => name !== 'DAY') ?? null;
  const params = new Params();
  const { rows } = await db.query<SeriesRow>(
    seriesText(query, params, { group, buckets, top }),
    params.values,
  );
  const bands = new Map<number, SeriesRow[]>();
  for (const row of rows) bands.set(row.band, [...(bands.get(row.band) ?? []), row]);
  if (group === null && bands.size === 0) bands.set(1, []);
  return [...bands].map(([band, values]) => ({
    group,
    key: values[0]?.k1 ?? null,
    name: values[0]?.n1 ?? null,
    isOther: band > top,
    values: fill(values, buckets.starts.length),
  }));
}

/**
 * The band is found for each dimension, of which there are few, and not for each rollup. A dimension
 * with several tags is in the band of each of them, as in the rows.
 */
function seriesText(
  query: UsageQuery,
  params: Params,
  options: { group: UsageGroup | null; buckets: Buckets; top: number },
): string {
  const { group, buckets } = options;
  const byTag = group === 'TAG';
  const key = group === null ? 'null::text' : keyOf(group, query.range, params);
  const top = `${params.add(options.top)}::int`;
  const starts = `${params.add(buckets.starts)}::timestamptz[]`;
  const { joins, columns } = namesOf([group]);
  return `with ranked as materialized (
      select ${key} as key,
        row_number() over (order by sum(r.charge) desc, coalesce(${key}, '') collate "C") as rank
      ${usageSource(query, params, { byTag })} group by 1 order by rank limit ${top}
    ), bands as materialized (
      select d.id, coalesce(ranked.rank, ${top} + 1)::int as band, ranked.key as k1
      ${dimensionSource({ byTag })}
        left join ranked on coalesce(ranked.key, '') = coalesce(${key}, '')
      where ${inFilter(query.filter, params)}
    ), page as (
      select band, k1, width_bucket(r.bucket_start, ${starts}) as bucket, sum(r.charge) as charge
      from usage_rollup r join bands on bands.id = r.dimension_id
      where ${inRange(query.range, params)} group by 1, 2, 3
    )
    select page.*, ${columns} from page ${joins} order by band`;
}

function fill(rows: readonly SeriesRow[], length: number): string[] {
  const values = new Array<string>(length).fill('0');
  for (const row of rows) values[row.bucket - 1] = moneyText(row.charge);
  return values;
}

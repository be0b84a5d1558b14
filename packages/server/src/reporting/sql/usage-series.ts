import type { Queryable } from '../../platform/postgres/index.ts';
import { Params } from '../../platform/postgres/index.ts';
import type { Latency } from '../latency.ts';
import type { UsageMetric } from '../metrics.ts';
import { moneyText } from '../totals.ts';
import type { Grouping } from '../usage-groups.ts';
import type { UsageQuery } from '../usage-request.ts';
import { sumMetric } from './sums.ts';
import { type BandRequest, type BandRow, bandGroup, bandStatement } from './usage-bands.ts';
import { EACH_LATENCY, type LatencyRow, toLatency } from './usage-latency.ts';

interface Band {
  readonly group: Grouping | null;
  readonly key: string | null;
  readonly name: string | null;
  readonly isOther: boolean;
}

export interface UsageSeries extends Band {
  /** The metric in each bucket, as decimal text. */
  readonly values: readonly string[];
  /** The same in each bucket of the range it is compared with; empty when with none. */
  readonly previous: readonly string[];
}

export interface LatencySeries extends Band {
  /** In each bucket; null where no call was answered. */
  readonly values: readonly (Latency | null)[];
}

export interface SeriesRequest {
  readonly top: number;
  readonly metric: UsageMetric;
}

/**
 * A metric over time for the `top` groups that have most of it, and for all others together, so that the
 * bands sum to the whole. Without a group there is one band, the whole.
 */
export async function readSeries(
  db: Queryable,
  query: UsageQuery,
  { top, metric }: SeriesRequest,
): Promise<UsageSeries[]> {
  const read = async (over: BandRequest['over']) => {
    const params = new Params();
    const sums = `${sumMetric(metric)}::numeric as value`;
    const text = bandStatement(query, { top, rankBy: metric, over }, { params, sums });
    return (await db.query<BandRow & { value: string }>(text, params.values)).rows;
  };
  const now = await read(query);
  const before = query.previous === null ? [] : await read(query.previous);
  const toText = ({ value }: { value: string }) => moneyText(value);
  return bandsOf(query, top, [...now, ...before]).map(({ band, ...facts }) => ({
    ...facts,
    values: fill(now, { band, length: query.buckets.starts.length, empty: '0' }, toText),
    previous: fill(
      before,
      { band, length: query.previous?.buckets.starts.length ?? 0, empty: '0' },
      toText,
    ),
  }));
}

/** Percentiles over time, of the groups with most calls and of all others together. */
export async function readLatencySeries(
  db: Queryable,
  query: UsageQuery,
  top: number,
): Promise<LatencySeries[]> {
  const params = new Params();
  const sums = `l.ms, sum(l.calls)::bigint as n`;
  const text = bandStatement(
    query,
    { top, rankBy: 'CALLS', over: query },
    { params, sums, each: EACH_LATENCY, by: '1, 2, 3, 4' },
  );
  const { rows } = await db.query<BandRow & LatencyRow>(
    `select band, k1, n1, bucket, array_agg(ms) as floors, array_agg(n) as calls
     from (${text}) as cell group by 1, 2, 3, 4 order by band`,
    params.values,
  );
  const { length } = query.buckets.starts;
  return bandsOf(query, top, rows).map(({ band, ...facts }) => ({
    ...facts,
    values: fill<Latency | null, BandRow & LatencyRow>(
      rows,
      { band, length, empty: null },
      toLatency,
    ),
  }));
}

function bandsOf(
  query: UsageQuery,
  top: number,
  rows: readonly BandRow[],
): (Band & { band: number })[] {
  const group = bandGroup(query);
  const bands = new Map(rows.map((row) => [row.band, row]));
  const found = [...bands.values()]
    .toSorted((a, b) => a.band - b.band)
    .map(({ band, k1, n1 }) => ({ band, group, key: k1, name: n1, isOther: band > top }));
  if (group !== null || found.length > 0) return found;
  return [{ band: 1, group, key: null, name: null, isOther: false }];
}

function fill<Value, Row extends BandRow>(
  rows: readonly Row[],
  { band, length, empty }: { band: number; length: number; empty: Value },
  toValue: (row: Row) => Value,
): Value[] {
  const values = new Array<Value>(length).fill(empty);
  for (const row of rows) if (row.band === band) values[row.bucket - 1] = toValue(row);
  return values;
}

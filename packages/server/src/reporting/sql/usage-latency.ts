import { Params, type Queryable } from '../../platform/postgres/index.ts';
import { type Latency, latencyOf } from '../latency.ts';
import type { UsageQuery, UsageScope } from '../usage-request.ts';
import { keysOf } from './usage-grouped.ts';
import { usageSource } from './usage-source.ts';

/** The calls `l` of each class of duration of rollups `r`. */
export const EACH_LATENCY =
  'cross join lateral unnest(r.latency_ms, r.latency_calls) as l (ms, calls)';

export interface LatencyRow {
  readonly floors: number[];
  readonly calls: number[];
}

/** Of everything in a range; null when no call was answered in it. */
export async function readLatency(db: Queryable, scope: UsageScope): Promise<Latency | null> {
  const params = new Params();
  const { rows } = await db.query<LatencyRow>(
    `select ${tallyOf('cell')} from (
       select l.ms, sum(l.calls)::bigint as calls
       ${usageSource(scope, params, { joins: EACH_LATENCY })} group by 1
     ) as cell`,
    params.values,
  );
  return rows[0] === undefined ? null : toLatency(rows[0]);
}

/** Of each of these rows, in order. */
export async function readRowLatencies(
  db: Queryable,
  query: UsageQuery,
  rowKeys: readonly (readonly (string | null)[])[],
): Promise<(Latency | null)[]> {
  const params = new Params();
  const { keys, joins } = keysOf({ ...query, previous: null }, params);
  const [k1 = 'null::text', k2 = 'null::text'] = keys;
  const wanted = [0, 1].map(
    (slot) => `${params.add(rowKeys.map((key) => key[slot] ?? ''))}::text[]`,
  );
  const { rows } = await db.query<LatencyRow & { k1: string; k2: string }>(
    `with cell as (
       select coalesce(${k1}, '') as k1, coalesce(${k2}, '') as k2, l.ms, sum(l.calls)::bigint as calls
       ${usageSource(query, params, { joins: `${joins} ${EACH_LATENCY}` })} group by 1, 2, 3
     )
     select k1, k2, ${tallyOf('cell')} from cell
     where (k1, k2) in (select * from unnest(${wanted.join(', ')})) group by 1, 2`,
    params.values,
  );
  const found = new Map(rows.map((row) => [textOf([row.k1, row.k2]), toLatency(row)]));
  return rowKeys.map((key) => found.get(textOf(key)) ?? null);
}

/** Select list of a LatencyRow over rows of `ms` and `calls`. */
export function tallyOf(table: string): string {
  return `coalesce(array_agg(${table}.ms), '{}') as floors,
    coalesce(array_agg(${table}.calls), '{}') as calls`;
}

export function toLatency({ floors, calls }: LatencyRow): Latency | null {
  return latencyOf({ floorsMs: floors, calls });
}

function textOf(key: readonly (string | null)[]): string {
  return JSON.stringify([key[0] ?? '', key[1] ?? '']);
}

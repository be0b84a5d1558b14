import type { Queryable } from '../../platform/postgres/index.ts';
import { Params } from '../../platform/postgres/index.ts';
import { SUM_TOTALS, type Totals, type TotalsRow, toTotals } from '../totals.ts';
import type { UsageQuery } from '../usage-request.ts';
import { namesOf } from './names.ts';
import { keyOf } from './usage-keys.ts';
import { usageSource } from './usage-source.ts';

export interface UsageRow {
  /** One value for each group, in their order; null where spend has none. */
  readonly key: readonly (string | null)[];
  /** The names of customers and API keys, where they have one. */
  readonly names: readonly (string | null)[];
  readonly totals: Totals;
}

/** Where a row stands among the others. */
export interface UsagePosition {
  readonly charge: string;
  readonly key: readonly (string | null)[];
}

export interface UsageRowRecord extends TotalsRow {
  readonly k1: string | null;
  readonly k2: string | null;
  readonly n1: string | null;
  readonly n2: string | null;
}

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Keys are compared as bytes, so that the order is the same on every server. */
const K1 = `coalesce(k1, '') collate "C"`;
const K2 = `coalesce(k2, '') collate "C"`;

/**
 * All rows of a report, highest charge first, or by day and then charge. Spend of a call with several
 * tags is in the row of each of them.
 */
export function allUsageRows(query: UsageQuery): Statement {
  const params = new Params();
  const { joins, columns } = namesOf(query.groupBy);
  const text = `${grouped(query, params)}
    select page.*, ${columns} from grouped as page ${joins} order by ${orderOf(query)}`;
  return { text, values: params.values };
}

/** The rows after a position, one more than `limit` when there are more, and how many there are in all. */
export async function readUsageRows(
  db: Queryable,
  query: UsageQuery,
  page: { limit: number; after: UsagePosition | null },
): Promise<{ rows: UsageRow[]; count: number }> {
  const params = new Params();
  const cte = grouped(query, params);
  const after = page.after === null ? 'true' : isAfter(query, page.after, params);
  const { joins, columns } = namesOf(query.groupBy);
  const { rows } = await db.query<UsageRowRecord & { count: number }>(
    `${cte}, page as (
       select * from (select grouped.*, count(*) over () as count from grouped) as counted
       where ${after} order by ${orderOf(query)} limit ${params.add(page.limit + 1)}
     )
     select page.*, ${columns} from page ${joins} order by ${orderOf(query)}`,
    params.values,
  );
  return {
    rows: rows.map((row) => toUsageRow(query, row)),
    count: rows[0]?.count ?? (page.after === null ? 0 : await countUsageRows(db, query)),
  };
}

export function toUsageRow(
  { groupBy }: Pick<UsageQuery, 'groupBy'>,
  row: UsageRowRecord,
): UsageRow {
  const { length } = groupBy;
  return {
    key: [row.k1, row.k2].slice(0, length),
    names: [row.n1, row.n2].slice(0, length),
    totals: toTotals(row),
  };
}

/** Only a page beyond the last row leaves the count unknown. */
async function countUsageRows(db: Queryable, query: UsageQuery): Promise<number> {
  const params = new Params();
  const { rows } = await db.query<{ count: number }>(
    `${grouped(query, params)} select count(*) as count from grouped`,
    params.values,
  );
  return rows[0]?.count ?? 0;
}

function grouped(query: UsageQuery, params: Params): string {
  const keys = query.groupBy.map((group) => keyOf(group, query.range, params));
  const source = usageSource(query, params, { byTag: query.groupBy.includes('TAG') });
  const groups = keys.length === 0 ? '' : `group by ${keys.map((_, i) => i + 1).join(', ')}`;
  return `with grouped as (
    select ${keys[0] ?? 'null::text'} as k1, ${keys[1] ?? 'null::text'} as k2, ${SUM_TOTALS}
    ${source} ${groups})`;
}

/** The column of the day, when there is one: it comes first in the order. */
function dayColumn({ groupBy }: UsageQuery): string | null {
  const index = groupBy.indexOf('DAY');
  return index === -1 ? null : ([K1, K2][index] ?? null);
}

function orderOf(query: UsageQuery): string {
  const day = dayColumn(query);
  return `${day === null ? '' : `${day}, `}charge desc, ${K1}, ${K2}`;
}

function isAfter(query: UsageQuery, { charge, key }: UsagePosition, params: Params): string {
  const k1 = params.add(key[0] ?? '');
  const k2 = params.add(key[1] ?? '');
  const amount = `${params.add(charge)}::numeric`;
  const within = `(charge < ${amount} or (charge = ${amount} and (${K1}, ${K2}) > (${k1}, ${k2})))`;
  const day = dayColumn(query);
  if (day === null) return within;
  const sameDay = day === K1 ? k1 : k2;
  return `(${day} > ${sameDay} or (${day} = ${sameDay} and ${within}))`;
}

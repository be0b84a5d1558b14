import { Params, type Queryable } from '../../platform/postgres/index.ts';
import type { UsageMetric } from '../metrics.ts';
import { type Totals, toTotals } from '../totals.ts';
import type { UsageQuery } from '../usage-request.ts';
import { namesOf } from './names.ts';
import { metricOf, sumOfSums } from './sums.ts';
import { countOfGrouped, type GroupedRow, grouped, PREVIOUS, previousOf } from './usage-grouped.ts';

export interface UsageRow {
  /** One value for each group, in their order; null where spend has none. */
  readonly key: readonly (string | null)[];
  /** The names of customers, API keys and so on, where they have one. */
  readonly names: readonly (string | null)[];
  readonly totals: Totals;
  /** Null when the report is compared with nothing. */
  readonly previous: Totals | null;
}

export type SumOfRows = Pick<UsageRow, 'totals' | 'previous'>;

/** Where a row stands among the others. */
export interface UsagePosition {
  /** The metric that rows are ordered by, as decimal text. */
  readonly value: string;
  readonly key: readonly (string | null)[];
}

export interface UsageRowRecord extends GroupedRow {
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

export interface UsagePage {
  readonly orderBy: UsageMetric;
  readonly limit: number;
  readonly after: UsagePosition | null;
}

export interface ListedUsageRow {
  readonly row: UsageRow;
  readonly position: UsagePosition;
}

/** The rows after a position, one more than `limit` when there are more, and how many there are in all. */
export async function readUsageRows(
  db: Queryable,
  query: UsageQuery,
  page: UsagePage,
): Promise<{ rows: ListedUsageRow[]; count: number }> {
  const params = new Params();
  const cte = grouped(query, params);
  const after = page.after === null ? 'true' : isAfter(query, page, params);
  const { joins, columns } = namesOf(query.groupBy);
  const order = orderOf(query, page.orderBy);
  const { rows } = await db.query<UsageRowRecord & { count: number; position: string }>(
    `with ${cte}, page as (
       select *, ${metricOf(page.orderBy)}::text as position
       from (select grouped.*, ${countOfGrouped(query)} as count from grouped) as counted
       where ${after} order by ${order} limit ${params.add(page.limit + 1)}
     )
     select page.*, ${columns} from page ${joins} order by ${order}`,
    params.values,
  );
  return {
    rows: rows.map((record) => {
      const row = toUsageRow(query, record);
      return { row, position: { value: record.position, key: row.key } };
    }),
    count: rows[0]?.count ?? (page.after === null ? 0 : await countUsageRows(db, query)),
  };
}

export function toUsageRow(query: UsageQuery, row: UsageRowRecord): UsageRow {
  const { length } = query.groupBy;
  return {
    key: [row.k1, row.k2].slice(0, length),
    names: [row.n1, row.n2].slice(0, length),
    totals: toTotals(row),
    previous: query.previous === null ? null : toTotals(previousOf(row)),
  };
}

/** All rows together: more than the totals where a call is in several of them. */
export async function readSumOfRows(db: Queryable, query: UsageQuery): Promise<SumOfRows> {
  const params = new Params();
  const before = query.previous === null ? '' : `, ${sumOfSums(PREVIOUS)}`;
  const { rows } = await db.query<GroupedRow>(
    `with ${grouped(query, params)} select ${sumOfSums()}${before} from grouped`,
    params.values,
  );
  const [row] = rows as [GroupedRow];
  return {
    totals: toTotals(row),
    previous: query.previous === null ? null : toTotals(previousOf(row)),
  };
}

/** Only a page beyond the last row leaves the count unknown. */
async function countUsageRows(db: Queryable, query: UsageQuery): Promise<number> {
  const params = new Params();
  const { rows } = await db.query<{ count: number }>(
    `with ${grouped(query, params)} select count(*) as count from grouped`,
    params.values,
  );
  return rows[0]?.count ?? 0;
}

/** The column of the time, when there is one: it comes first in the order. */
function timeColumn({ groupBy }: UsageQuery): string | null {
  const index = groupBy.findIndex(({ by }) => by === 'DAY' || by === 'TIME');
  return index === -1 ? null : ([K1, K2][index] ?? null);
}

/** Highest first, or by time and then highest. */
export function orderOf(query: UsageQuery, orderBy: UsageMetric): string {
  const time = timeColumn(query);
  return `${time === null ? '' : `${time}, `}${metricOf(orderBy)} desc, ${K1}, ${K2}`;
}

function isAfter(query: UsageQuery, { orderBy, after }: UsagePage, params: Params): string {
  const k1 = params.add(after?.key[0] ?? '');
  const k2 = params.add(after?.key[1] ?? '');
  const value = `${params.add(after?.value)}::numeric`;
  const metric = metricOf(orderBy);
  const within = `(${metric} < ${value} or (${metric} = ${value} and (${K1}, ${K2}) > (${k1}, ${k2})))`;
  const time = timeColumn(query);
  if (time === null) return within;
  const sameTime = time === K1 ? k1 : k2;
  return `(${time} > ${sameTime} or (${time} = ${sameTime} and ${within}))`;
}

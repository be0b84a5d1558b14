import type { Queryable } from '../platform/postgres/index.ts';
import type { Latency } from './latency.ts';
import { readRowLatencies } from './sql/usage-latency.ts';
import {
  type ListedUsageRow,
  readSumOfRows,
  readUsageRows,
  type SumOfRows,
  type UsagePage,
} from './sql/usage-rows.ts';
import { subtractTotals } from './totals.ts';
import type { UsageQuery } from './usage-request.ts';

export interface ReadUsagePage {
  readonly rows: readonly ListedUsageRow[];
  readonly hasNextPage: boolean;
  /** How many rows there are in all. */
  readonly count: number;
  /** One for each row; empty when they were not wanted. */
  readonly latencies: readonly (Latency | null)[];
  /** All rows that are not on the page; null when they were not wanted. */
  readonly others: SumOfRows | null;
}

/** A page of a report, with what costs a statement of its own only when it is wanted. */
export async function readUsagePage(
  db: Queryable,
  query: UsageQuery,
  page: UsagePage,
  wanted: { latency: boolean; others: boolean },
): Promise<ReadUsagePage> {
  const { rows: found, count } = await readUsageRows(db, query, page);
  const rows = found.slice(0, page.limit);
  const keys = rows.map(({ row }) => row.key);
  return {
    rows,
    hasNextPage: found.length > page.limit,
    count,
    latencies: wanted.latency ? await readRowLatencies(db, query, keys) : [],
    others: wanted.others ? without(await readSumOfRows(db, query), rows) : null,
  };
}

function without(all: SumOfRows, rows: readonly ListedUsageRow[]): SumOfRows {
  return rows.reduce(
    ({ totals, previous }, { row }) => ({
      totals: subtractTotals(totals, row.totals),
      previous: previous && row.previous && subtractTotals(previous, row.previous),
    }),
    all,
  );
}

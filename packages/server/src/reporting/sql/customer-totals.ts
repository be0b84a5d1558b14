import type { Reach } from '../../platform/access/index.ts';
import type { Queryable } from '../../platform/postgres/index.ts';
import { Params } from '../../platform/postgres/index.ts';
import type { Range } from '../range.ts';
import { NO_TOTALS, type Totals, type TotalsRow, toTotals } from '../totals.ts';
import { NO_FILTER, type UsageFilter } from '../usage-filter.ts';
import { SUM_TOTALS } from './sums.ts';
import { sumsSource } from './sums-source.ts';
import { usageSource } from './usage-source.ts';

/** Totals of each of these customers, in order, in one statement. */
export async function readCustomerTotals(
  db: Queryable,
  externalIds: readonly string[],
  { range, reach }: { range: Range | null; reach: Reach },
): Promise<Totals[]> {
  const params = new Params();
  const source = sourceOf({ ...NO_FILTER, customers: externalIds, reach }, range, params);
  const { rows } = await db.query<TotalsRow & { external_id: string }>(
    `select d.customer_external_id as external_id, ${SUM_TOTALS} ${source} group by 1`,
    params.values,
  );
  const totals = new Map(rows.map((row) => [row.external_id, toTotals(row)]));
  return externalIds.map((externalId) => totals.get(externalId) ?? NO_TOTALS);
}

/** Of all time, months have it, and an index has each customer's; of a part of their calls, rollups. */
function sourceOf(filter: UsageFilter, range: Range | null, params: Params): string {
  if (range !== null) {
    return sumsSource({ filter, groupBy: [], spans: [{ range, cuts: [] }] }, params);
  }
  if (filter.reach !== 'ALL') return usageSource({ range, filter }, params);
  return `from customer_month r cross join lateral (select r.customer_external_id) as d
    where r.customer_external_id = any(${params.add(filter.customers)}::text[])`;
}

import type { Reach } from '../../platform/access/index.ts';
import type { Queryable } from '../../platform/postgres/index.ts';
import { Params } from '../../platform/postgres/index.ts';
import type { Range } from '../range.ts';
import { NO_TOTALS, type Totals, type TotalsRow, toTotals } from '../totals.ts';
import { NO_FILTER } from '../usage-filter.ts';
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
  const filter = { ...NO_FILTER, customers: externalIds, reach };
  const source =
    range === null
      ? usageSource({ range, filter }, params)
      : sumsSource({ filter, groupBy: [], spans: [{ range, cuts: [] }] }, params);
  const { rows } = await db.query<TotalsRow & { external_id: string }>(
    `select d.customer_external_id as external_id, ${SUM_TOTALS} ${source} group by 1`,
    params.values,
  );
  const totals = new Map(rows.map((row) => [row.external_id, toTotals(row)]));
  return externalIds.map((externalId) => totals.get(externalId) ?? NO_TOTALS);
}

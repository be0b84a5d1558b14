import type { Queryable } from '../../platform/postgres/index.ts';
import { Params } from '../../platform/postgres/index.ts';
import { NO_TOTALS, type Totals, type TotalsRow, toTotals } from '../totals.ts';
import type { UsageScope } from '../usage-request.ts';
import { SUM_TOTALS } from './sums.ts';
import { sumsSource } from './sums-source.ts';
import { usageSource } from './usage-source.ts';

export async function readTotals(db: Queryable, scope: UsageScope): Promise<Totals> {
  const params = new Params();
  const { range, filter } = scope;
  const source =
    range === null
      ? usageSource(scope, params)
      : sumsSource({ filter, groupBy: [], spans: [{ range, cuts: [] }] }, params);
  const { rows } = await db.query<TotalsRow>(`select ${SUM_TOTALS} ${source}`, params.values);
  return rows[0] === undefined ? NO_TOTALS : toTotals(rows[0]);
}

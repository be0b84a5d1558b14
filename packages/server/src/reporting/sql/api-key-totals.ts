import type { Reach } from '../../platform/access/index.ts';
import { Params, type Queryable } from '../../platform/postgres/index.ts';
import type { Range } from '../range.ts';
import { NO_TOTALS, type Totals, type TotalsRow, toTotals } from '../totals.ts';
import { NO_FILTER } from '../usage-filter.ts';
import { SUM_TOTALS } from './sums.ts';
import { usageSource } from './usage-source.ts';

/** Totals of each of these API keys, in order, in one statement. */
export async function readApiKeyTotals(
  db: Queryable,
  ids: readonly string[],
  { range, reach }: { range: Range | null; reach: Reach },
): Promise<Totals[]> {
  const params = new Params();
  const filter = { ...NO_FILTER, apiKeys: ids, reach };
  const { rows } = await db.query<TotalsRow & { id: string }>(
    `select d.api_key_id as id, ${SUM_TOTALS} ${usageSource({ range, filter }, params)} group by 1`,
    params.values,
  );
  const totals = new Map(rows.map((row) => [row.id, toTotals(row)]));
  return ids.map((id) => totals.get(id) ?? NO_TOTALS);
}

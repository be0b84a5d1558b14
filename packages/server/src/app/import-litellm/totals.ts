import { type Pico, parsePico, ZERO_PICO } from '../../kernel/index.ts';
import type { Pool } from '../../platform/postgres/index.ts';
import { ROUTE } from './write-spend.ts';

/** What is recorded of imports, in sum: of days whose events are no longer kept as well. */
export async function readImported(pool: Pool): Promise<{ all: Pico; ofCustomers: Pico }> {
  const { rows } = await pool.query<{ every: string; named: string }>(
    `select coalesce(sum(charge), 0)::text as every,
       coalesce(sum(charge) filter (where customer_external_id is not null), 0)::text as named
     from usage_rollup r join usage_dimension d on d.id = r.dimension_id where route = $1`,
    [ROUTE],
  );
  const [sums] = rows;
  const read = (text: string | undefined) => parsePico(text ?? '0') ?? ZERO_PICO;
  return { all: read(sums?.every), ofCustomers: read(sums?.named) };
}

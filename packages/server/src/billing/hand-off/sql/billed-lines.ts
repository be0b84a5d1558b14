import type { Queryable } from '../../../platform/postgres/index.ts';
import type { BilledLine } from '../handed-invoice.ts';

/** All lines of an invoice, in order. */
export async function readBilledLines(db: Queryable, invoiceId: string): Promise<BilledLine[]> {
  const { rows } = await db.query<BilledLine>(
    `select description, trim_scale(billed)::text as billed, period_start as "periodStart",
       period_end as "periodEnd"
     from invoice_line where invoice_id = $1 order by position`,
    [invoiceId],
  );
  return rows;
}

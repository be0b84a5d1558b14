import { Params, type Queryable } from '../../platform/postgres/index.ts';
import { type InvoiceFilter, whereCounted } from './invoice-rows.ts';

/** What invoices of one currency come to together, as decimal text. */
export interface InvoiceSums {
  readonly currency: string;
  readonly invoices: number;
  readonly subtotal: string;
  readonly tax: string;
  readonly total: string;
  readonly credits: string;
  readonly credited: string;
  readonly paid: string;
  readonly due: string;
}

/** In order of currency: amounts of two currencies have no sum. */
export async function sumInvoices(db: Queryable, filter: InvoiceFilter): Promise<InvoiceSums[]> {
  const params = new Params();
  const { rows } = await db.query<InvoiceSums>(
    `select i.currency, count(*) as invoices,
       trim_scale(sum(i.subtotal))::text as subtotal, trim_scale(sum(i.tax))::text as tax,
       trim_scale(sum(i.total))::text as total, trim_scale(sum(i.credits))::text as credits, trim_scale(sum(c.credited))::text as credited,
       trim_scale(coalesce(sum(i.total - i.credits - c.credited) filter (where i.status = 'PAID'), 0))::text as paid,
       trim_scale(coalesce(sum(i.total - i.credits - c.credited) filter (where i.status = 'FINALISED'), 0))::text as due
     from invoice i cross join lateral (
       select coalesce(sum(amount), 0) as credited from credit_note n where n.invoice_id = i.id) c
     where ${whereCounted(filter, params)} group by i.currency order by i.currency`,
    params.values,
  );
  return rows;
}

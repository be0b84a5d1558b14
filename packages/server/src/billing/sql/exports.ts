import { Params } from '../../platform/postgres/index.ts';
import {
  INVOICE_COLUMNS,
  type InvoiceFilter,
  type InvoiceRow,
  whereCounted,
} from './invoice-rows.ts';
import { LINE_COLUMNS, type LineRow } from './lines.ts';

export interface SummaryRow extends InvoiceRow {
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly lineCount: number;
}

/** A line, or behind the lines of an invoice its tax or its credit: then `line` has no id, and no kind where there is neither. */
export interface FocusRow extends InvoiceRow {
  readonly customerName: string | null;
  readonly line: LineRow | { readonly id: null; readonly kind: 'TAX' | 'CREDIT' | null };
  readonly vendor: string | null;
}

const ORDER = 'order by i.created_at, i.id';

export function allInvoices(filter: InvoiceFilter): { text: string; values: unknown[] } {
  const params = new Params();
  const text = `select ${INVOICE_COLUMNS}, c.id as "customerId", c.name as "customerName",
      (select count(*) from invoice_line l where l.invoice_id = i.id) as "lineCount"
    from invoice i left join customer c on c.external_id = i.customer_external_id
    where ${whereCounted(filter, params)} ${ORDER}`;
  return { text, values: params.values };
}

export function allLines(filter: InvoiceFilter): { text: string; values: unknown[] } {
  const params = new Params();
  const text = `select ${INVOICE_COLUMNS}, c.name as "customerName", to_jsonb(shown) as line,
      (select min(d.provider) from usage_dimension d
       where d.customer_external_id = i.customer_external_id and d.model = shown.model) as vendor
    from invoice i
      left join customer c on c.external_id = i.customer_external_id
      cross join lateral (
        select ${LINE_COLUMNS} from invoice_line l where l.invoice_id = i.id
        union all
        select null, 2147483646, 'TAX', null, null, null, null, null, null, null, null, null, null
        where i.tax <> 0
        union all
        select null, 2147483647, 'CREDIT', null, null, null, null, null, null, null, null, null, null
        where i.credits <> 0) as shown
    where ${whereCounted(filter, params)} ${ORDER}, shown.position`;
  return { text, values: params.values };
}

import type { Reach } from '../../platform/access/index.ts';
import { Params, type Queryable } from '../../platform/postgres/index.ts';
import { INVOICE_COLUMNS, type InvoiceRow } from './invoice-rows.ts';
import { LINE_COLUMNS, type LineRow } from './lines.ts';

/** A row of the record. */
export interface BilledKey {
  readonly callId: string;
  readonly attempt: number;
  readonly adjustment: number;
  readonly occurredAt: Date;
}

/** The invoice that bills a row of the record, and its lines that the usage of its model is in. */
export interface BilledOn {
  readonly invoice: InvoiceRow;
  readonly lines: readonly LineRow[];
}

interface Found extends InvoiceRow {
  readonly place: number;
  readonly model: string;
  readonly occurred_at: Date;
}

type LineOf = LineRow & { readonly place: number };

/** One entry for each row, in order; null for what no invoice bills so far. Their own see it once it is final. */
export async function billedOn(
  db: Queryable,
  keys: readonly BilledKey[],
  reach: Reach,
): Promise<(BilledOn | null)[]> {
  const found = await invoicesOf(db, keys, reach);
  const lines = await linesOf(db, found);
  return keys.map((_, i) => {
    const invoice = found.find(({ place }) => place === i);
    if (invoice === undefined) return null;
    return { invoice, lines: lines.filter(({ place }) => place === i) };
  });
}

/** Coverage is told where the table `invoice` is made: each row is in one invoice or in none. */
async function invoicesOf(
  db: Queryable,
  keys: readonly BilledKey[],
  reach: Reach,
): Promise<Found[]> {
  const params = new Params();
  const column = (values: readonly unknown[], type: string) => `${params.add(values)}::${type}[]`;
  const rows = [
    column(
      keys.map((key) => key.callId),
      'uuid',
    ),
    column(
      keys.map((key) => key.attempt),
      'smallint',
    ),
    column(
      keys.map((key) => key.adjustment),
      'smallint',
    ),
    column(
      keys.map((key) => key.occurredAt),
      'timestamptz',
    ),
  ];
  const { rows: found } = await db.query<Found>(
    `select ${INVOICE_COLUMNS}, (k.place - 1)::integer as place, e.model, e.occurred_at
     from unnest(${rows.join(', ')}) with ordinality as k(call_id, attempt, adjustment, occurred_at, place)
       join spend_event e on e.call_id = k.call_id and e.attempt = k.attempt
         and e.adjustment = k.adjustment
         and e.occurred_at >= k.occurred_at and e.occurred_at < k.occurred_at + interval '1 ms'
       join invoice i on i.customer_external_id = e.customer_external_id and i.status <> 'VOID'
         and e.occurred_at < i.period_end and coalesce(e.sequence, 0) <= i.until_sequence
         and (e.occurred_at >= i.covers_from or coalesce(e.sequence, 0) > i.after_sequence)
     where ${isReadable(reach, params)}`,
    params.values,
  );
  return found;
}

function isReadable(reach: Reach, params: Params): string {
  if (reach === 'ALL') return 'true';
  return `i.customer_external_id = ${params.add(reach.customer)} and i.finalised_at is not null`;
}

async function linesOf(db: Queryable, found: readonly Found[]): Promise<LineOf[]> {
  if (found.length === 0) return [];
  const { rows } = await db.query<LineOf>(
    `select ${LINE_COLUMNS}, f.place
     from unnest($1::integer[], $2::uuid[], $3::text[], $4::timestamptz[])
         as f(place, invoice_id, model, occurred_at)
       join invoice_line l on l.invoice_id = f.invoice_id and l.kind = 'USAGE'
         and (l.model is null or l.model = f.model)
         and l.period_start <= f.occurred_at and l.period_end > f.occurred_at
     order by f.place, l.position`,
    [
      found.map(({ place }) => place),
      found.map(({ id }) => id),
      found.map(({ model }) => model),
      found.map(({ occurred_at }) => occurred_at),
    ],
  );
  return rows;
}

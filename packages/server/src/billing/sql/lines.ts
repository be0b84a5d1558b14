import { assert, formatPico, parsePico } from '../../kernel/index.ts';
import type { Queryable } from '../../platform/postgres/index.ts';
import type { Period } from '../period.ts';
import { formatExact, formatQuantity, parseExact, parseQuantity } from '../rating/exact.ts';
import type { LineKind, RatedLine } from '../rating/line.ts';

/** A line with the period it is of. */
export interface DraftLine extends RatedLine {
  readonly id: string;
  readonly period: Period;
  /** Of usage that came in after the invoice of its period. */
  readonly late: boolean;
}

interface Row {
  readonly id: string;
  readonly key: string;
  readonly kind: LineKind;
  readonly description: string;
  readonly model: string | null;
  readonly unit: string | null;
  readonly quantity: string | null;
  readonly unit_price: string | null;
  readonly exact: string;
  readonly period_start: Date;
  readonly period_end: Date;
  readonly late: boolean;
}

const COLUMNS = `l.id, l.key, l.kind, l.description, l.model, l.unit, l.quantity, l.unit_price, l.exact,
  l.period_start, l.period_end, l.late`;

/** What invoices of earlier periods booked for a period: of each of them the latest, void or not. */
export async function readBooked(
  tx: Queryable,
  { customer, before, period }: { customer: string; before: Date; period: Period },
): Promise<RatedLine[]> {
  const { rows } = await tx.query<Row>(
    `select ${COLUMNS}
     from (select distinct on (period_start) id from invoice
           where customer_external_id = $1 and period_start < $2
           order by period_start, created_at desc, id desc) as latest
       join invoice_line l on l.invoice_id = latest.id
     where l.period_start = $3 and l.kind <> 'MANUAL'
     order by l.id`,
    [customer, before, period.startsAt],
  );
  return rows.map(toLine);
}

export async function readManualLines(tx: Queryable, invoiceId: string): Promise<DraftLine[]> {
  const { rows } = await tx.query<Row>(
    `select ${COLUMNS} from invoice_line l where invoice_id = $1 and kind = 'MANUAL' order by position`,
    [invoiceId],
  );
  return rows.map(toLine);
}

/** As many as one statement takes. */
const ROWS = 10_000;

/** Of drafts that have none; `billed` is decimal text, one for each line. */
export async function insertLines(
  tx: Queryable,
  invoices: readonly {
    readonly invoiceId: string;
    readonly lines: readonly DraftLine[];
    readonly billed: readonly string[];
  }[],
): Promise<void> {
  const rows = invoices.flatMap(({ invoiceId, lines, billed }) =>
    lines.map((line, i) => ({
      id: line.id,
      invoice_id: invoiceId,
      position: i + 1,
      key: line.key,
      kind: line.kind,
      description: line.description,
      model: line.model,
      unit: line.unit,
      quantity: line.quantity === null ? null : formatQuantity(line.quantity),
      unit_price: line.unitPrice === null ? null : formatPico(line.unitPrice),
      exact: formatExact(line.exact),
      billed: billed[i],
      period_start: line.period.startsAt,
      period_end: line.period.endsAt,
      late: line.late,
    })),
  );
  for (let from = 0; from < rows.length; from += ROWS) {
    await tx.query(
      'insert into invoice_line select * from jsonb_populate_recordset(null::invoice_line, $1)',
      [JSON.stringify(rows.slice(from, from + ROWS))],
    );
  }
}

/** Puts one more line at the end of a draft; what it is billed is seen at the next refresh. */
export async function appendLine(tx: Queryable, invoiceId: string, line: DraftLine): Promise<void> {
  await tx.query(
    `insert into invoice_line (id, invoice_id, position, key, kind, description, exact, billed,
       period_start, period_end, late)
     select $1, $2, coalesce(max(position), 0) + 1, $3, $4, $5, $6, 0, $7, $8, $9
     from invoice_line where invoice_id = $2`,
    [
      line.id,
      invoiceId,
      line.key,
      line.kind,
      line.description,
      formatExact(line.exact),
      line.period.startsAt,
      line.period.endsAt,
      line.late,
    ],
  );
}

export async function removeManualLine(
  tx: Queryable,
  invoiceId: string,
  lineId: string,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `delete from invoice_line where invoice_id = $1 and id = $2 and kind = 'MANUAL'`,
    [invoiceId, lineId],
  );
  return rowCount === 1;
}

/** A line as it is shown; amounts are decimal text. */
export interface LineRow {
  readonly id: string;
  readonly position: number;
  readonly kind: LineKind;
  readonly description: string;
  readonly model: string | null;
  readonly unit: string | null;
  readonly quantity: string | null;
  readonly unitPrice: string | null;
  /** In dollars, before rounding. */
  readonly exact: string;
  /** In the invoice's currency. */
  readonly billed: string;
  readonly periodStart: Date;
  readonly periodEnd: Date;
  readonly late: boolean;
}

export const LINE_COLUMNS = `l.id, l.position, l.kind, l.description, l.model, l.unit,
  trim_scale(l.quantity)::text as quantity, trim_scale(l.unit_price)::text as "unitPrice",
  trim_scale(l.exact)::text as exact, trim_scale(l.billed)::text as billed,
  l.period_start as "periodStart", l.period_end as "periodEnd", l.late`;

/** In order of position, after one. */
export async function listLines(
  db: Queryable,
  invoiceId: string,
  page: { readonly after: number; readonly limit: number },
): Promise<LineRow[]> {
  const { rows } = await db.query<LineRow>(
    `select ${LINE_COLUMNS} from invoice_line l where l.invoice_id = $1 and l.position > $2::bigint
     order by l.position limit $3`,
    [invoiceId, page.after, page.limit],
  );
  return rows;
}

/** A line with whose it is, and what it was rated as. */
export interface LineDetail extends LineRow {
  readonly invoiceId: string;
  readonly key: string;
}

export async function findLine(db: Queryable, id: string): Promise<LineDetail | null> {
  const { rows } = await db.query<LineDetail>(
    `select ${LINE_COLUMNS}, l.key, l.invoice_id as "invoiceId" from invoice_line l where l.id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

function toLine(row: Row): DraftLine {
  const quantity = row.quantity === null ? null : parseQuantity(row.quantity);
  const unitPrice = row.unit_price === null ? null : parsePico(row.unit_price);
  const exact = parseExact(row.exact);
  assert(exact !== null, `not an amount: ${row.exact}`);
  return {
    id: row.id,
    key: row.key,
    kind: row.kind,
    description: row.description,
    model: row.model,
    unit: row.unit,
    quantity,
    unitPrice,
    exact,
    period: { startsAt: row.period_start, endsAt: row.period_end },
    late: row.late,
  };
}

import type { Reach } from '../../platform/access/index.ts';
import { Params, type Queryable, type TimePage } from '../../platform/postgres/index.ts';

export interface CreditNoteRow {
  readonly id: string;
  readonly number: string;
  readonly invoiceId: string;
  readonly invoiceNumber: string | null;
  readonly customer: string;
  /** Decimal text in `currency`, that of the invoice. */
  readonly amount: string;
  readonly currency: string;
  readonly reason: string;
  readonly createdAt: Date;
  readonly createdBy: string;
}

export interface CreditNoteFilter {
  readonly reach: Reach;
  readonly customer: string | null;
  readonly invoiceId: string | null;
}

const FROM = `select c.id, c.number, c.invoice_id as "invoiceId", i.number as "invoiceNumber",
    i.customer_external_id as customer, trim_scale(c.amount)::text as amount, i.currency, c.reason,
    c.created_at as "createdAt", c.created_by as "createdBy"
  from credit_note c join invoice i on i.id = c.invoice_id`;

/** Latest first. */
export async function listCreditNotes(
  db: Queryable,
  { reach, customer, invoiceId }: CreditNoteFilter,
  page: TimePage,
): Promise<CreditNoteRow[]> {
  const params = new Params();
  const terms = ['true'];
  if (reach !== 'ALL') terms.push(`i.customer_external_id = ${params.add(reach.customer)}`);
  if (customer !== null) terms.push(`i.customer_external_id = ${params.add(customer)}`);
  if (invoiceId !== null) terms.push(`c.invoice_id = ${params.add(invoiceId)}::uuid`);
  if (page.after !== null) {
    const { createdAt, id } = page.after;
    terms.push(`(c.created_at, c.id) < (${params.add(createdAt)}, ${params.add(id)}::uuid)`);
  }
  const { rows } = await db.query<CreditNoteRow>(
    `${FROM} where ${terms.join(' and ')}
     order by c.created_at desc, c.id desc limit ${params.add(page.limit)}`,
    params.values,
  );
  return rows;
}

/** Of one invoice, in the order they were made. */
export async function creditNotesOf(db: Queryable, invoiceId: string): Promise<CreditNoteRow[]> {
  const { rows } = await db.query<CreditNoteRow>(
    `${FROM} where c.invoice_id = $1 order by c.created_at, c.id`,
    [invoiceId],
  );
  return rows;
}

export async function findCreditNote(db: Queryable, number: string): Promise<CreditNoteRow | null> {
  const { rows } = await db.query<CreditNoteRow>(`${FROM} where c.number = $1`, [number]);
  return rows[0] ?? null;
}

export async function insertCreditNote(
  tx: Queryable,
  note: Omit<CreditNoteRow, 'invoiceNumber' | 'customer' | 'currency'>,
): Promise<void> {
  await tx.query(
    `insert into credit_note (id, number, invoice_id, amount, reason, created_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      note.id,
      note.number,
      note.invoiceId,
      note.amount,
      note.reason,
      note.createdAt,
      note.createdBy,
    ],
  );
}

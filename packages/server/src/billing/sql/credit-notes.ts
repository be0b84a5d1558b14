import type { Queryable } from '../../platform/postgres/index.ts';

export interface CreditNoteRow {
  readonly id: string;
  readonly number: string;
  readonly invoiceId: string;
  /** Decimal text in the invoice's currency. */
  readonly amount: string;
  readonly reason: string;
  readonly createdAt: Date;
}

const COLUMNS = `id, number, invoice_id as "invoiceId", trim_scale(amount)::text as amount, reason,
  created_at as "createdAt"`;

/** In the order they were made. */
export async function creditNotesOf(db: Queryable, invoiceId: string): Promise<CreditNoteRow[]> {
  const { rows } = await db.query<CreditNoteRow>(
    `select ${COLUMNS} from credit_note where invoice_id = $1 order by created_at, id`,
    [invoiceId],
  );
  return rows;
}

export async function findCreditNote(db: Queryable, number: string): Promise<CreditNoteRow | null> {
  const { rows } = await db.query<CreditNoteRow>(
    `select ${COLUMNS} from credit_note where number = $1`,
    [number],
  );
  return rows[0] ?? null;
}

import { randomUUIDv7 } from 'node:crypto';
import type { Queryable } from '../platform/postgres/index.ts';
import { settleWallet } from './prepaid/ledger.ts';
import { Refusal } from './problem.ts';
import { refreshDraft } from './refresh.ts';
import { findInvoice, type InvoiceRow } from './sql/invoice-rows.ts';

/** A draft of what a void invoice billed, of the very same calls; lines put in by hand come along. */
export async function replaceInvoice(tx: Queryable, of: InvoiceRow, now: Date): Promise<void> {
  const id = randomUUIDv7();
  const gone = await tx.query('select from invoice_without_calls where invoice_id = $1', [of.id]);
  if (gone.rows.length > 0) {
    throw new Refusal(
      'CONFLICT',
      'Its calls are no longer kept: nothing can be billed in its place',
    );
  }
  await tx.query(
    `insert into invoice
     select r.* from invoice i cross join lateral jsonb_populate_record(i, jsonb_build_object(
       'id', $2::uuid, 'replaces', i.id, 'status', 'DRAFT', 'revision', 1, 'number', null,
       'created_at', $3::timestamptz, 'run_id', null, 'finalised_at', null, 'finalised_by', null, 'due_on', null,
       'content_sha256', null, 'credits', 0, 'voided_at', null, 'void_reason', null)) r
     where i.id = $1`,
    [of.id, id, now],
  );
  await tx.query(
    `insert into invoice_line
     select r.* from invoice_line l cross join lateral jsonb_populate_record(l, jsonb_build_object(
       'id', gen_random_uuid(), 'invoice_id', $2::uuid)) r
     where l.invoice_id = $1 and l.kind = 'MANUAL'`,
    [of.id, id],
  );
  const draft = await findInvoice(tx, id);
  if (draft !== null) await refreshDraft(tx, draft, now);
  await settleWallet(tx, of.customer);
}

/** What stands in for a void invoice; null when nothing does. */
export async function replacementOf(db: Queryable, id: string): Promise<InvoiceRow | null> {
  const { rows } = await db.query<{ id: string }>('select id from invoice where replaces = $1', [
    id,
  ]);
  return rows[0] ? findInvoice(db, rows[0].id) : null;
}

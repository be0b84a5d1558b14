import { isWithin, type Reach } from '../../../platform/access/index.ts';
import { type Pool, type Queryable, withTransaction } from '../../../platform/postgres/index.ts';
import { type CreditNoteRow, creditNotesOf, findCreditNote } from '../../sql/credit-notes.ts';
import { findInvoice } from '../../sql/invoice-rows.ts';
import { type LineRow, listLines } from '../../sql/lines.ts';
import type { InvoiceFacts } from './invoice-page.ts';

const LINES = 1_000;

/** An invoice as it is at one instant, for whom it is; null when there is none within reach. */
export function readFacts(pool: Pool, id: string, reach: Reach): Promise<InvoiceFacts | null> {
  return withTransaction(pool, (tx) => factsOf(tx, id, reach), 'repeatable read read only');
}

export function readCreditNote(
  pool: Pool,
  number: string,
  reach: Reach,
): Promise<{ facts: InvoiceFacts; note: CreditNoteRow } | null> {
  return withTransaction(
    pool,
    async (tx) => {
      const note = await findCreditNote(tx, number);
      const facts = note && (await factsOf(tx, note.invoiceId, reach));
      return note && facts && { facts, note };
    },
    'repeatable read read only',
  );
}

async function factsOf(tx: Queryable, id: string, reach: Reach): Promise<InvoiceFacts | null> {
  const invoice = await findInvoice(tx, id);
  if (invoice === null || !isWithin(reach, invoice)) return null;
  if (reach !== 'ALL' && invoice.finalisedAt === null) return null;
  const replaced = invoice.replaces === null ? null : await findInvoice(tx, invoice.replaces);
  return {
    invoice,
    lines: await allLines(tx, id),
    creditNotes: await creditNotesOf(tx, id),
    replaces: replaced?.number ?? null,
  };
}

async function allLines(tx: Queryable, id: string): Promise<LineRow[]> {
  const lines: LineRow[] = [];
  for (;;) {
    const page = await listLines(tx, id, { after: lines.at(-1)?.position ?? 0, limit: LINES });
    lines.push(...page);
    if (page.length < LINES) return lines;
  }
}

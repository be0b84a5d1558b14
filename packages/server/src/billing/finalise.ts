import { Temporal } from 'temporal-polyfill';
import type { Queryable } from '../platform/postgres/index.ts';
import { lockCustomers } from './generate.ts';
import { requireStatus } from './guards.ts';
import { dayIn } from './period.ts';
import { applyCredit, settleWallet } from './prepaid/ledger.ts';
import { Refusal } from './problem.ts';
import { type InvoiceRow, invoiceBefore, nextNumber } from './sql/invoice-rows.ts';

/**
 * Gives an invoice its number, pays it from the customer's credit and freezes it. Invoices of one customer are
 * finalised in order.
 */
export async function finaliseInvoice(
  tx: Queryable,
  invoice: InvoiceRow,
  { by, now }: { by: string; now: Date },
): Promise<void> {
  requireStatus(invoice, ['DRAFT', 'IN_REVIEW']);
  await lockCustomers(tx, [invoice.customer]);
  requireTurn(invoice, await invoiceBefore(tx, invoice.customer, invoice.periodStart));
  const number = await nextNumber(tx, 'invoice', invoice);
  const credits = await applyCredit(tx, invoice, { number, by, now });
  const issuedOn = Temporal.PlainDate.from(dayIn(invoice.timeZone, now));
  const dueOn = issuedOn.add({ days: invoice.party.paymentDays }).toString();
  await tx.query(
    `update invoice set (status, number, finalised_at, finalised_by, due_on, credits, revision, content_sha256) = (
       select 'FINALISED', $2::text, $3::timestamptz, $4::text, $5::date, $6::numeric, i.revision + 1,
         sha256(convert_to(invoice_content(jsonb_populate_record(i, jsonb_build_object(
           'number', $2::text, 'finalised_at', $3::timestamptz, 'finalised_by', $4::text,
           'due_on', $5::date, 'credits', $6::numeric)))::text, 'UTF8'))
       from invoice i where i.id = $1)
     where id = $1`,
    [invoice.id, number, now, by, dueOn, credits],
  );
  await settleWallet(tx, invoice.customer);
}

/** The invoice before it has to be final, and this one drawn up on what that one bills. */
function requireTurn(invoice: InvoiceRow, previous: InvoiceRow | null): void {
  if (previous === null) return;
  if (previous.finalisedAt === null) {
    throw new Refusal('CONFLICT', 'Finalise the invoice of the period before it first');
  }
  if (isStale(invoice, previous)) {
    throw new Refusal('CONFLICT', 'The invoice before it was changed since: refresh this one');
  }
}

/** The invoice before it says something else than when this one was drawn up. */
function isStale(invoice: InvoiceRow, previous: InvoiceRow): boolean {
  if (invoice.replaces !== null) return false;
  return (
    invoice.refreshedAt < previous.refreshedAt || invoice.afterSequence !== previous.untilSequence
  );
}

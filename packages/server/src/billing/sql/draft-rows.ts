import type { Queryable } from '../../platform/postgres/index.ts';
import type { Draft } from '../draft.ts';
import type { BillingProfile } from '../profile.ts';
import type { SellerSettings } from '../seller.ts';
import { insertLines } from './lines.ts';
import type { Coverage } from './usage.ts';

export interface DraftedInvoice {
  readonly id: string;
  readonly coverage: Coverage;
  readonly profile: BillingProfile;
  readonly draft: Draft;
  /** What time it is for the customer. */
  readonly now: Date;
}

/** As many as there are, with their lines. */
export async function insertDrafts(
  tx: Queryable,
  invoices: readonly DraftedInvoice[],
  { seller, runId }: { seller: SellerSettings; runId: string | null },
): Promise<void> {
  if (invoices.length === 0) return;
  const rows = invoices.map((invoice) => ({
    ...columnsOf(invoice, seller),
    id: invoice.id,
    customer_external_id: invoice.profile.customer,
    status: 'DRAFT',
    revision: 1,
    period_start: invoice.coverage.period.startsAt,
    period_end: invoice.coverage.period.endsAt,
    created_at: invoice.now,
    run_id: runId,
  }));
  const names = Object.keys(rows[0] ?? {});
  await tx.query(
    `insert into invoice (${names.join(', ')})
     select ${names.map(populated).join(', ')} from jsonb_populate_recordset(null::invoice, $1)`,
    [JSON.stringify(rows)],
  );
  await insertLines(
    tx,
    invoices.map(({ id, draft }) => ({ invoiceId: id, ...draft })),
  );
}

/** Puts what was drawn up anew in the place of what a draft said. */
export async function updateDraft(
  tx: Queryable,
  invoice: DraftedInvoice,
  seller: SellerSettings,
): Promise<void> {
  const { id, draft } = invoice;
  const columns = columnsOf(invoice, seller);
  const names = Object.keys(columns);
  await tx.query('delete from invoice_line where invoice_id = $1', [id]);
  await insertLines(tx, [{ invoiceId: id, ...draft }]);
  await tx.query(
    `update invoice i set (${names.join(', ')}, revision) = (
       select ${names.map(populated).join(', ')}, i.revision + 1
       from jsonb_populate_record(null::invoice, $2))
     where id = $1`,
    [id, JSON.stringify(columns)],
  );
}

/** A customer on no card has a JSON null there, which populating makes an SQL one. */
function populated(column: string): string {
  return column === 'rate_card' ? `coalesce(rate_card, 'null')` : column;
}

/** What of an invoice is drawn up anew each time. */
function columnsOf({ coverage, profile, draft, now }: DraftedInvoice, seller: SellerSettings) {
  const { revision: _, ...party } = seller;
  return {
    covers_from: coverage.coversFrom,
    after_sequence: coverage.afterSequence,
    until_sequence: coverage.untilSequence,
    time_zone: profile.timeZone,
    currency: profile.currency,
    currency_digits: draft.currencyDigits,
    exchange_rate: profile.exchangeRate,
    tax_percent: profile.taxPercent,
    party: profile,
    rate_card: draft.rateCard,
    subtotal: draft.subtotal,
    tax: draft.tax,
    total: draft.total,
    calls: draft.calls,
    unpriced_calls: draft.unpricedCalls,
    refreshed_at: now,
    seller: party,
  };
}

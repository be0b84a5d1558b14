import { readSequence } from '../metering/index.ts';
import type { Queryable } from '../platform/postgres/index.ts';
import { type Draft, makeDrafts } from './draft.ts';
import { coverageAfter } from './next-drafts.ts';
import { updateDraft } from './sql/draft-rows.ts';
import { type InvoiceRow, invoiceBefore } from './sql/invoice-rows.ts';
import { readManualLines } from './sql/lines.ts';
import { readSeller } from './sql/seller.ts';
import { readProfile } from './sql/terms.ts';

/** Draws up a draft anew from the record as it is now; lines that were put in by hand stay. */
export async function refreshDraft(tx: Queryable, invoice: InvoiceRow, now: Date): Promise<void> {
  const { id, customer, replaces } = invoice;
  const profile = await readProfile(tx, customer);
  const period = { startsAt: invoice.periodStart, endsAt: invoice.periodEnd };
  const previous = await invoiceBefore(tx, customer, invoice.periodStart);
  const untilSequence = await readSequence(tx);
  const coverage =
    replaces === null
      ? coverageAfter({ customer, period, previous, untilSequence })
      : { ...invoice, period };
  const manual = await readManualLines(tx, id);
  const [draft] = (await makeDrafts(tx, [{ coverage, profile, manual }])) as [Draft];
  await updateDraft(tx, { id, coverage, profile, draft, now }, await readSeller(tx));
}

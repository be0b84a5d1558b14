import { type Pool, type Queryable, withTransaction } from '../../platform/postgres/index.ts';
import { finaliseInvoice } from '../finalise.ts';
import { lockCustomers } from '../generate.ts';
import { answer, lock } from '../guards.ts';
import { Refusal } from '../problem.ts';
import { refreshDraft } from '../refresh.ts';
import { dueByThemselves } from '../sql/finalising.ts';
import { type InvoiceRow, invoiceBefore } from '../sql/invoice-rows.ts';

interface Finalising {
  readonly now: Date;
  readonly by: string;
  /** What kept one from becoming final does not keep the others. */
  readonly onError: (error: unknown) => void;
}

/**
 * Makes those drafts final whose time of review is over, each in a transaction of its own: broken off it goes on
 * with the rest, and however many processes do it, each becomes final once. Gives the ids.
 */
export async function finaliseDue(pool: Pool, of: Finalising): Promise<string[]> {
  const made: string[] = [];
  for (const id of await dueByThemselves(pool, of.now)) {
    try {
      // What is refused waits for a person: the invoice before it, say, is not final.
      const done = await answer(() => withTransaction(pool, (tx) => finaliseOne(tx, id, of)));
      if (done.ok && done.value) made.push(id);
    } catch (error) {
      of.onError(error);
    }
  }
  return made;
}

/** False when it is not due any more: somebody has changed it, or it is final. */
async function finaliseOne(tx: Queryable, id: string, { now, by }: Finalising): Promise<boolean> {
  const invoice = await lock(tx, id);
  if (invoice.finalisesAt === null || invoice.finalisesAt > now) return false;
  await finaliseInvoice(tx, await upToDate(tx, invoice, now), { by, now });
  return true;
}

/** Drawn up anew if the invoice before it has become final since, with what that one leaves. */
async function upToDate(tx: Queryable, invoice: InvoiceRow, now: Date): Promise<InvoiceRow> {
  await lockCustomers(tx, [invoice.customer]);
  const previous = await invoiceBefore(tx, invoice.customer, invoice.periodStart);
  const isDue = previous?.finalisedAt != null && previous.finalisedAt > invoice.refreshedAt;
  if (!isDue || invoice.replaces !== null) return invoice;
  await refreshDraft(tx, invoice, now);
  const refreshed = await lock(tx, invoice.id);
  if (refreshed.unpricedCalls === 0) return refreshed;
  throw new Refusal('CONFLICT', 'Some of its calls have no price');
}

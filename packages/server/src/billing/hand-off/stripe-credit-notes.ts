import { randomUUID } from 'node:crypto';
import type Stripe from 'stripe';
import type { HandedCreditNote } from './target.ts';

const PER_PAGE = 100;
const LONGEST_MEMO = 500;

/** Makes those that are not there: each is looked for first, by our number. */
export async function addCreditNotes(
  stripe: Stripe,
  remoteId: string,
  notes: readonly HandedCreditNote[],
): Promise<void> {
  const there = new Set<string | undefined>();
  for await (const { metadata } of stripe.creditNotes.list({
    invoice: remoteId,
    limit: PER_PAGE,
  })) {
    there.add(metadata?.['tollgate_number']);
  }
  for (const note of notes) {
    if (!there.has(note.number)) await addCreditNote(stripe, remoteId, note);
  }
}

/** Takes it off what is still to pay; what was paid already is given back outside of Stripe. */
async function addCreditNote(
  stripe: Stripe,
  remoteId: string,
  { number, reason, amountMinor }: HandedCreditNote,
): Promise<void> {
  const { amount_remaining: unpaid } = await stripe.invoices.retrieve(remoteId);
  const outside = amountMinor - Math.max(0, unpaid);
  await stripe.creditNotes.create(
    {
      invoice: remoteId,
      amount: amountMinor,
      ...(outside > 0 ? { out_of_band_amount: outside } : {}),
      memo: `${number}: ${reason}`.slice(0, LONGEST_MEMO),
      metadata: { tollgate_number: number },
      email_type: 'none',
    },
    { idempotencyKey: randomUUID() },
  );
}

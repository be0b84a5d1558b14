import { randomUUIDv7 } from 'node:crypto';
import { readSequence } from '../metering/index.ts';
import { type Pool, type Queryable, withTransaction } from '../platform/postgres/index.ts';
import { makeDraft } from './draft.ts';
import { type Period, periodAt } from './period.ts';
import type { BillingProfile } from './profile.ts';
import { type InvoiceRow, invoiceBefore } from './sql/invoice-rows.ts';
import { readManualLines, replaceLines } from './sql/lines.ts';
import { readSeller } from './sql/seller.ts';
import { readProfile } from './sql/terms.ts';
import { type Coverage, firstUse } from './sql/usage.ts';

/** Draws up what a customer has not been billed yet. Invoices of one customer are made one at a time. */
export async function lockCustomer(tx: Queryable, customer: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(744655, hashtext($1))', [customer]);
}

/**
 * Drafts an invoice for each period of a customer that has ended by `until`, has something to bill, and
 * has none yet. One transaction a period: broken off and begun again it makes the same invoices.
 */
export async function draftMissing(
  pool: Pool,
  customer: string,
  { until, now }: { until: Date; now: Date },
): Promise<string[]> {
  const made: string[] = [];
  let skippedTo: Date | null = null;
  for (;;) {
    const step: { id: string | null; end: Date } | null = await withTransaction(pool, (tx) =>
      draftNext(tx, customer, { until, now, skippedTo }),
    );
    if (step === null) return made;
    if (step.id !== null) made.push(step.id);
    skippedTo = step.end;
  }
}

async function draftNext(
  tx: Queryable,
  customer: string,
  { until, now, skippedTo }: { until: Date; now: Date; skippedTo: Date | null },
): Promise<{ id: string | null; end: Date } | null> {
  await lockCustomer(tx, customer);
  const profile = await readProfile(tx, customer);
  const previous = await invoiceBefore(tx, customer, null);
  const start = latest(skippedTo, previous?.periodEnd) ?? (await firstUse(tx, customer));
  if (start === null) return null;
  const isFirst = skippedTo === null && previous === null;
  const { startsAt, endsAt } = periodAt(profile, start);
  // After a change of schedule a period begins where the last one ended.
  const period = { startsAt: isFirst ? startsAt : start, endsAt };
  if (period.endsAt > until) return null;
  const coverage = await coverageAfter(tx, { customer, period, previous });
  const draft = await makeDraft(tx, { coverage, profile, manual: [] });
  if (draft.lines.length === 0 && draft.calls === 0) return { id: null, end: endsAt };
  const id = randomUUIDv7();
  await tx.query(
    `insert into invoice (id, customer_external_id, period_start, period_end, time_zone, covers_from,
       after_sequence, until_sequence, currency, currency_digits, exchange_rate, tax_percent, party,
       rate_card, subtotal, tax, total, calls, unpriced_calls, created_at, refreshed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 1, 0, '{}', 'null', 0, 0, 0, 0, 0, $10, $10)`,
    [
      id,
      customer,
      period.startsAt,
      period.endsAt,
      profile.timeZone,
      coverage.coversFrom,
      coverage.afterSequence,
      coverage.untilSequence,
      profile.currency,
      now,
    ],
  );
  await saveDraft(tx, { id, coverage, profile, draft, now });
  return { id, end: endsAt };
}

/** Draws up a draft anew from the record as it is now; lines that were put in by hand stay. */
export async function refreshDraft(tx: Queryable, invoice: InvoiceRow, now: Date): Promise<void> {
  const { id, customer, replaces } = invoice;
  const profile = await readProfile(tx, customer);
  const period = { startsAt: invoice.periodStart, endsAt: invoice.periodEnd };
  const previous = await invoiceBefore(tx, customer, invoice.periodStart);
  const coverage =
    replaces === null
      ? await coverageAfter(tx, { customer, period, previous })
      : { ...invoice, period };
  const manual = await readManualLines(tx, id);
  const draft = await makeDraft(tx, { coverage, profile, manual });
  await saveDraft(tx, { id, coverage, profile, draft, now });
}

/** Everything up to the record's present sequence that the invoice before does not bill. */
async function coverageAfter(
  tx: Queryable,
  of: { customer: string; period: Period; previous: InvoiceRow | null },
): Promise<Coverage> {
  const { customer, period, previous } = of;
  const untilSequence = await readSequence(tx);
  if (previous === null) {
    return { customer, period, coversFrom: '-infinity', afterSequence: -1, untilSequence };
  }
  const coversFrom = previous.periodEnd.toISOString();
  return { customer, period, coversFrom, afterSequence: previous.untilSequence, untilSequence };
}

async function saveDraft(
  tx: Queryable,
  of: {
    id: string;
    coverage: Coverage;
    profile: BillingProfile;
    draft: Awaited<ReturnType<typeof makeDraft>>;
    now: Date;
  },
): Promise<void> {
  const { id, coverage, profile, draft, now } = of;
  await replaceLines(tx, id, draft.lines, draft.billed);
  const { revision: _, ...seller } = await readSeller(tx);
  await tx.query(
    `update invoice set covers_from = $2, after_sequence = $3, until_sequence = $4, time_zone = $5,
       currency = $6, currency_digits = $7, exchange_rate = $8, tax_percent = $9, party = $10,
       rate_card = $11, subtotal = $12, tax = $13, total = $14, calls = $15, unpriced_calls = $16,
       refreshed_at = $17, seller = $18, revision = revision + 1
     where id = $1`,
    [
      id,
      coverage.coversFrom,
      coverage.afterSequence,
      coverage.untilSequence,
      profile.timeZone,
      profile.currency,
      draft.currencyDigits,
      profile.exchangeRate,
      profile.taxPercent,
      JSON.stringify(profile),
      JSON.stringify(draft.rateCard),
      draft.subtotal,
      draft.tax,
      draft.total,
      draft.calls,
      draft.unpricedCalls,
      now,
      JSON.stringify(seller),
    ],
  );
}

function latest(a: Date | null, b: Date | undefined): Date | null {
  if (a === null || b === undefined) return a ?? b ?? null;
  return a > b ? a : b;
}

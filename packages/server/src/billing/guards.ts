import { err, isPlainText, ok, parsePico } from '../kernel/index.ts';
import type { Queryable } from '../platform/postgres/index.ts';
import { restOf } from './amounts.ts';
import { type Answer, Refusal } from './problem.ts';
import { type InvoiceRow, lockInvoice } from './sql/invoice-rows.ts';

const LONGEST_TEXT = 500;

/** Runs `work` and gives back what it refuses. */
export async function answer<T>(work: () => Promise<T>): Answer<T> {
  try {
    return ok(await work());
  } catch (error) {
    if (error instanceof Refusal) return err([error.problem]);
    throw error;
  }
}

export async function lock(tx: Queryable, id: string): Promise<InvoiceRow> {
  const invoice = await lockInvoice(tx, id);
  if (invoice === null) throw new Refusal('NOT_FOUND', 'There is no such invoice');
  return invoice;
}

export function requireRevision({ revision }: InvoiceRow, expected: number): void {
  if (revision === expected) return;
  const message = 'This was changed meanwhile; look at it again';
  throw new Refusal('CONFLICT', message, ['expectedRevision']);
}

export function requireStatus(
  { status }: InvoiceRow,
  allowed: readonly InvoiceRow['status'][],
): void {
  if (allowed.includes(status)) return;
  throw new Refusal('CONFLICT', `The invoice is ${status}, and this needs ${allowed.join(' or ')}`);
}

export function requireText(text: string, name: string): void {
  if (isPlainText(text, LONGEST_TEXT) && text.trim() !== '') return;
  throw new Refusal('INVALID', `Give a ${name} of 1 to ${LONGEST_TEXT} characters`, [name]);
}

export function requireTotals(
  invoices: readonly InvoiceRow[],
  expected: readonly { currency: string; total: string }[],
): void {
  const sums = new Map<string, bigint>();
  for (const { currency, total } of invoices) {
    sums.set(currency, (sums.get(currency) ?? 0n) + (parsePico(total) ?? 0n));
  }
  for (const { currency, total } of expected) {
    sums.set(currency, (sums.get(currency) ?? 0n) - (parsePico(total) ?? 0n));
  }
  const isOff = [...sums.values()].some((sum) => sum !== 0n);
  const counted = new Set(invoices.map(({ currency }) => currency)).size;
  if (!isOff && counted === expected.length) return;
  const message = 'They come to something else than expected; look at them again';
  throw new Refusal('CONFLICT', message, ['expectedTotals']);
}

export function requireCreditable(invoice: InvoiceRow, text: string): void {
  const amount = parsePico(text);
  const rest = parsePico(restOf(invoice));
  const smallest = 10n ** BigInt(12 - invoice.currencyDigits);
  if (amount === null || amount <= 0n || amount % smallest !== 0n) {
    const message = `Give an amount above 0 with at most ${invoice.currencyDigits} decimals`;
    throw new Refusal('INVALID', message, ['amount']);
  }
  if (amount > (rest ?? 0n)) {
    const message =
      'This is more than is left of the invoice beside what prepaid credit paid of it';
    throw new Refusal('INVALID', message, ['amount']);
  }
}

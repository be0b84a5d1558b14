import { assert, parsePico } from '../../kernel/index.ts';
import { creditLine } from '../amounts.ts';
import type { InvoiceRow } from '../sql/invoice-rows.ts';
import { type HandedInvoice, type HandedLine, NotTaken } from './target.ts';

const PICO_DIGITS = 12;

/** A line as it is on the invoice: `billed` is decimal text in its currency, rounded to its smallest unit. */
export interface BilledLine {
  readonly description: string;
  readonly billed: string;
  readonly periodStart: Date;
  readonly periodEnd: Date;
}

/**
 * An invoice in units of `10^-digits` of its currency, to the last of them: its rounded lines, which come
 * to its subtotal, its tax, and credit, for what that paid is not collected again. Lines beyond `most` are
 * put together; those of nothing are left out.
 */
export function toHanded(
  invoice: InvoiceRow,
  lines: readonly BilledLine[],
  { digits, most }: { digits: number; most: number },
): HandedInvoice {
  const { number, periodStart, periodEnd } = invoice;
  assert(number !== null, 'an invoice without a number is not final');
  const period = { periodStart, periodEnd };
  const tax = { description: `Tax ${invoice.taxPercent} %`, billed: invoice.tax, ...period };
  const credit = creditLine(invoice);
  const credited =
    credit === null ? [] : [{ description: credit.description, billed: credit.amount, ...period }];
  const all = [...lines, tax, ...credited].map((line) => toLine(line, digits));
  const owed = all.filter(({ amountMinor }) => amountMinor !== 0);
  const handed = putTogether(owed, { most, period });
  const totalMinor = minorOf(invoice.total, digits) - minorOf(invoice.credits, digits);
  assert(sumOf(handed) === totalMinor, 'lines of a final invoice come to its total less credit');
  return { invoice, number, lines: handed, totalMinor };
}

function toLine(line: BilledLine, digits: number): HandedLine {
  const { billed, ...rest } = line;
  return { ...rest, amountMinor: minorOf(billed, digits) };
}

function putTogether(
  lines: readonly HandedLine[],
  { most, period }: { most: number; period: Pick<HandedLine, 'periodStart' | 'periodEnd'> },
): readonly HandedLine[] {
  if (lines.length <= most) return lines;
  const rest = lines.slice(most - 1);
  const description = `${rest.length} further lines`;
  return [...lines.slice(0, most - 1), { description, amountMinor: sumOf(rest), ...period }];
}

export function sumOf(lines: readonly HandedLine[]): number {
  return lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

/** Whole units of `10^-digits`. What is not whole cannot be said over there, and is not rounded again. */
export function minorOf(text: string, digits: number): number {
  const pico = parsePico(text);
  assert(pico !== null, 'an amount of an invoice is decimal text');
  const unit = 10n ** BigInt(PICO_DIGITS - digits);
  const minor = Number(pico / unit);
  if (pico % unit === 0n && Number.isSafeInteger(minor)) return minor;
  throw new NotTaken(`${text} is no whole number of the units that amounts are given in there`);
}

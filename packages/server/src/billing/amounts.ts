import { formatPico, type Pico, parsePico, toPico, ZERO_PICO } from '../kernel/index.ts';
import type { InvoiceRow } from './sql/invoice-rows.ts';

/** What was paid, beside prepaid credit. */
export function paidOf(invoice: InvoiceRow): string {
  return invoice.status === 'PAID' ? restOf(invoice) : '0';
}

/** What is still owed; nothing before it is final and nothing once it is void. */
export function dueOf(invoice: InvoiceRow): string {
  return invoice.status === 'FINALISED' ? restOf(invoice) : '0';
}

/** What neither prepaid credit nor credit notes took off. */
export function restOf({ total, credits, credited }: InvoiceRow): string {
  return formatPico(toPico(read(total) - read(credits) - read(credited)));
}

/** Prepaid credit as it stands below the total of an invoice. */
export interface CreditLine {
  readonly description: string;
  /** Decimal text: below zero where it pays, above where an invoice below zero is kept as credit. */
  readonly amount: string;
  readonly isKept: boolean;
}

/** Null where there is none. */
export function creditLine({ credits }: Pick<InvoiceRow, 'credits'>): CreditLine | null {
  if (credits === '0') return null;
  const isKept = credits.startsWith('-');
  return {
    description: isKept ? 'Kept as credit' : 'Prepaid credit',
    amount: isKept ? credits.slice(1) : `-${credits}`,
    isKept,
  };
}

function read(text: string): Pico {
  return parsePico(text) ?? ZERO_PICO;
}

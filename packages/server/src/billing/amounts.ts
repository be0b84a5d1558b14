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

function read(text: string): Pico {
  return parsePico(text) ?? ZERO_PICO;
}

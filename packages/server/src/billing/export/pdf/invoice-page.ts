import { creditLine, dueOf, paidOf } from '../../amounts.ts';
import { dayIn } from '../../period.ts';
import { DEFAULT_SELLER } from '../../seller.ts';
import { shownLine } from '../../shown-line.ts';
import type { CreditNoteRow } from '../../sql/credit-notes.ts';
import type { InvoiceRow } from '../../sql/invoice-rows.ts';
import type { LineRow } from '../../sql/lines.ts';
import { grouped } from './money-text.ts';

/** What a document says, in words, before anything is placed. */
export interface Page {
  readonly title: string;
  /** Written across every page. */
  readonly stamp: string | null;
  readonly issuer: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly recipient: readonly string[];
  readonly columns: readonly [string, string, string, string];
  readonly rows: readonly PageRow[];
  readonly totals: readonly PageTotal[];
  readonly notes: readonly string[];
  readonly footer: string;
  /** When it became what it is: the same document is the same file. */
  readonly madeAt: Date;
}

export interface PageRow {
  readonly description: string;
  readonly remark: string | null;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly amount: string;
}

export interface PageTotal {
  readonly label: string;
  readonly amount: string;
  readonly isStrong: boolean;
}

export interface InvoiceFacts {
  readonly invoice: InvoiceRow;
  readonly lines: readonly LineRow[];
  readonly creditNotes: readonly CreditNoteRow[];
  /** Number of the void invoice it stands in for. */
  readonly replaces: string | null;
}

const TITLES = {
  DRAFT: 'Draft invoice',
  IN_REVIEW: 'Draft invoice',
  FINALISED: 'Invoice',
  PAID: 'Invoice',
  VOID: 'Invoice (void)',
} as const;
const TEST_TITLES = {
  DRAFT: 'Draft test invoice',
  IN_REVIEW: 'Draft test invoice',
  FINALISED: 'Test invoice',
  PAID: 'Test invoice',
  VOID: 'Test invoice (void)',
} as const;
const STAMPS = {
  DRAFT: 'DRAFT',
  IN_REVIEW: 'DRAFT',
  FINALISED: null,
  PAID: null,
  VOID: 'VOID',
} as const;
const NOT_OWED = 'A test, made in simulated time: nothing is owed.';

export function invoicePage(facts: InvoiceFacts): Page {
  const { invoice, lines } = facts;
  const { currency, status, isTest } = invoice;
  return {
    title: (isTest ? TEST_TITLES : TITLES)[status],
    stamp: stampOf(invoice, STAMPS[status]),
    issuer: (invoice.seller ?? DEFAULT_SELLER).name,
    facts: headFacts(facts),
    recipient: recipientOf(invoice),
    columns: ['Description', 'Quantity', 'Unit price (USD)', `Amount (${currency})`],
    rows: lines.map((line) => rowOf(shownLine(line, { internals: false }), invoice)),
    totals: totalsOf(facts),
    notes: notesOf(facts),
    footer: [invoice.number ?? 'Draft', invoice.contentSha256 && `SHA-256 ${invoice.contentSha256}`]
      .filter(Boolean)
      .join(' · '),
    madeAt: invoice.finalisedAt ?? invoice.refreshedAt,
  };
}

export function creditNotePage({ invoice }: InvoiceFacts, note: CreditNoteRow): Page {
  const amount = grouped(note.amount, invoice.currencyDigits);
  const { currency, isTest } = invoice;
  const notes = ['Tax is included in the amount in the proportion of the invoice.'];
  return {
    title: isTest ? 'Test credit note' : 'Credit note',
    stamp: stampOf(invoice, null),
    issuer: (invoice.seller ?? DEFAULT_SELLER).name,
    facts: [
      ['Number', note.number],
      ['Issued', dayIn(invoice.timeZone, note.createdAt)],
      ['For invoice', invoice.number ?? ''],
      ['Customer', invoice.customer],
    ],
    recipient: recipientOf(invoice),
    columns: ['Description', '', '', `Amount (${currency})`],
    rows: [{ description: note.reason, remark: null, quantity: '', unitPrice: '', amount }],
    totals: [{ label: `Credited (${currency})`, amount, isStrong: true }],
    notes: isTest ? [NOT_OWED, ...notes] : notes,
    footer: note.number,
    madeAt: note.createdAt,
  };
}

function stampOf({ isTest }: InvoiceRow, stamp: string | null): string | null {
  return isTest ? ['TEST', stamp].filter(Boolean).join(' ') : stamp;
}

function headFacts({ invoice, replaces }: InvoiceFacts): [string, string][] {
  const { timeZone, party } = invoice;
  const lastDay = dayIn(timeZone, new Date(invoice.periodEnd.getTime() - 1));
  const all: [string, string | null][] = [
    ['Number', invoice.number],
    ['Issued', invoice.finalisedAt && dayIn(timeZone, invoice.finalisedAt)],
    ['Due on', invoice.dueOn],
    ['Period', `${dayIn(timeZone, invoice.periodStart)} to ${lastDay} (${timeZone})`],
    ['Customer', invoice.customer],
    ['Purchase order', party.purchaseOrder],
    ['Replaces', replaces],
  ];
  return all.flatMap(([label, text]) => (text === null || text === '' ? [] : [[label, text]]));
}

function recipientOf({ party, customer }: InvoiceRow): string[] {
  const taxId = party.taxId === '' ? '' : `Tax id ${party.taxId}`;
  const lines = [party.name || customer, ...party.address.split(/\r?\n/), taxId, party.email];
  return lines.filter((line) => line.trim() !== '');
}

function rowOf(line: LineRow, invoice: InvoiceRow): PageRow {
  return {
    description: line.description,
    remark: remarkOf(line, invoice),
    quantity: line.quantity === null ? '' : `${grouped(line.quantity)} ${line.unit ?? ''}`.trim(),
    unitPrice: line.unitPrice === null ? '' : grouped(line.unitPrice),
    amount: grouped(line.billed, invoice.currencyDigits),
  };
}

/** Said of what is not of the invoice's own period. */
function remarkOf(line: LineRow, { periodStart, timeZone }: InvoiceRow): string | null {
  const isOwn = line.periodStart.getTime() === periodStart.getTime();
  if (isOwn && !line.late) return null;
  const lastDay = dayIn(timeZone, new Date(line.periodEnd.getTime() - 1));
  return `Recorded late, of ${dayIn(timeZone, line.periodStart)} to ${lastDay}`;
}

function totalsOf({ invoice, creditNotes }: InvoiceFacts): PageTotal[] {
  const { currency, currencyDigits, status } = invoice;
  const credit = creditLine(invoice);
  const total = (label: string, amount: string, isStrong = false): PageTotal => ({
    label,
    amount: grouped(amount, currencyDigits),
    isStrong,
  });
  const totals = [
    total('Subtotal', invoice.subtotal),
    total(`Tax (${invoice.taxPercent} %)`, invoice.tax),
    total(`Total (${currency})`, invoice.total, true),
    ...(credit === null ? [] : [total(credit.description, credit.amount)]),
    ...creditNotes.map((note) => total(`Credit note ${note.number}`, `-${note.amount}`)),
  ];
  if (status === 'PAID') totals.push(total('Paid', paidOf(invoice)));
  if (status === 'FINALISED' || status === 'PAID') {
    totals.push(total(`Due (${currency})`, dueOf(invoice), true));
  }
  return totals;
}

function notesOf({ invoice }: InvoiceFacts): string[] {
  const { currency, exchangeRate, voidedAt, voidReason, unpricedCalls, timeZone } = invoice;
  const notes = invoice.isTest ? [NOT_OWED] : [];
  notes.push('Rounded once, on the subtotal; each line shows its share of it.');
  if (currency !== 'USD') notes.push(`1 USD = ${exchangeRate} ${currency}.`);
  if (invoice.paidAt !== null) {
    const reference = invoice.paymentReference ?? '';
    notes.push(`Paid on ${dayIn(timeZone, invoice.paidAt)}, reference ${reference}.`);
  }
  if (voidedAt !== null) notes.push(`Void since ${dayIn(timeZone, voidedAt)}: ${voidReason}.`);
  if (unpricedCalls > 0) {
    notes.push(`${grouped(`${unpricedCalls}`)} calls have no price yet and will be billed later.`);
  }
  return notes;
}

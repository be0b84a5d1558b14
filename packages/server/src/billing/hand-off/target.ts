import type { InvoiceRow } from '../sql/invoice-rows.ts';

export const TARGET_KINDS = ['STRIPE', 'LAGO'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** What of an invoice is owed for what, in the smallest unit that the other side counts in. */
export interface HandedLine {
  readonly description: string;
  readonly amountMinor: number;
  readonly periodStart: Date;
  readonly periodEnd: Date;
}

/** What an invoice is found by over there. */
export interface MarkedInvoice {
  readonly invoice: InvoiceRow;
  readonly number: string;
}

/** A final invoice as it is handed off. Its lines, tax and credit among them, come to its total less credit. */
export interface HandedInvoice extends MarkedInvoice {
  readonly lines: readonly HandedLine[];
  readonly totalMinor: number;
}

/** What was taken back of a final invoice, in the unit of its lines. */
export interface HandedCreditNote {
  readonly number: string;
  readonly reason: string;
  readonly amountMinor: number;
}

/** What is known of an invoice on the other side. */
export interface Remote {
  readonly id: string;
  readonly number: string | null;
  readonly url: string | null;
}

/** How far earlier attempts have come. */
export interface Progress {
  /** When the first of them began. */
  readonly beganAt: Date;
  readonly isFirst: boolean;
  /** Of the invoice on the other side, once it is known. */
  readonly remoteId: string | null;
  /** Keeps the id of the invoice as soon as it is there. */
  remember(remoteId: string): Promise<void>;
  /** From the beginning, for what is there is of no use. */
  restart(): Promise<Progress>;
}

/** A billing system that takes final invoices over. Asked again for one that it has, it makes no other. */
export interface BillingTarget {
  /** Nothing in it is real: invoices made on a test clock may go there, and nowhere else. */
  readonly isTest: boolean;
  /** Decimals of the unit in which the other side counts a currency. */
  digitsOf(invoice: InvoiceRow): number;
  /** Reads something over there; throws what keeps it from being read. */
  check(): Promise<void>;
  push(handed: HandedInvoice, progress: Progress): Promise<Remote>;
  /** All credit notes of one that is there, in order; absent where none are taken. */
  credit?(of: MarkedInvoice, remoteId: string, notes: readonly HandedCreditNote[]): Promise<void>;
  /** One that is there was paid elsewhere: nothing more is collected of it. */
  markPaid(remoteId: string): Promise<void>;
  /** Whatever has come there of it is worth nothing any more. */
  void(of: MarkedInvoice, progress: Progress): Promise<void>;
}

export const NO_TESTS =
  'It was made on a test clock: it goes to nothing but Stripe with a key of its test mode';

/** It will not be taken over, however often it is tried. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken';
}

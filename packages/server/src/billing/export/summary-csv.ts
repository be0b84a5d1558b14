import { type CsvRow, csvText } from '../../platform/csv/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import { dueOf, paidOf } from '../amounts.ts';
import type { SummaryRow } from '../sql/exports.ts';

/** Fixed for good: what comes later goes to the end. */
export const SUMMARY_COLUMNS = [
  'InvoiceId',
  'InvoiceNumber',
  'Status',
  'Revision',
  'CustomerId',
  'CustomerExternalId',
  'CustomerName',
  'Currency',
  'PeriodStart',
  'PeriodEnd',
  'TimeZone',
  'IssuedAt',
  'DueDate',
  'FinalizedAt',
  'Subtotal',
  'Credits',
  'Tax',
  'Total',
  'Paid',
  'Credited',
  'Due',
  'ReplacesInvoiceId',
  'LineCount',
  'ContentSha256',
  'IsTest',
] as const;

type Cells = Readonly<Record<(typeof SUMMARY_COLUMNS)[number], string | number>>;

export function summaryRow(invoice: SummaryRow): CsvRow {
  const finalisedAt = invoice.finalisedAt?.toISOString() ?? '';
  const cells: Cells = {
    InvoiceId: encodeId('Invoice', invoice.id),
    InvoiceNumber: invoice.number ?? '',
    Status: invoice.status,
    Revision: invoice.revision,
    CustomerId: invoice.customerId === null ? '' : encodeId('Customer', invoice.customerId),
    CustomerExternalId: csvText(invoice.customer),
    CustomerName: csvText(invoice.party.name || invoice.customerName),
    Currency: invoice.currency,
    PeriodStart: invoice.periodStart.toISOString(),
    PeriodEnd: invoice.periodEnd.toISOString(),
    TimeZone: invoice.timeZone,
    IssuedAt: finalisedAt,
    DueDate: invoice.dueOn ?? '',
    FinalizedAt: finalisedAt,
    Subtotal: invoice.subtotal,
    Credits: invoice.credits,
    Tax: invoice.tax,
    Total: invoice.total,
    Paid: paidOf(invoice),
    Credited: invoice.credited,
    Due: dueOf(invoice),
    ReplacesInvoiceId: invoice.replaces === null ? '' : encodeId('Invoice', invoice.replaces),
    LineCount: invoice.lineCount,
    ContentSha256: invoice.contentSha256 ?? '',
    IsTest: String(invoice.isTest),
  };
  return cells;
}

/** A draft follows the record; in review it stands still; from FINALISED on it never changes. */
export const INVOICE_STATUSES = ['DRAFT', 'IN_REVIEW', 'FINALISED', 'PAID', 'VOID'] as const;
export type InvoiceStatus = (typeof INVOICE_STATUSES)[number];

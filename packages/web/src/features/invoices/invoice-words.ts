import { formatDayRange } from '../../lib/dates.ts';
import type { InvoiceListTab } from '../../lib/search.ts';
import type { Tone } from '../../ui/badge.tsx';

export type InvoiceStatusName = 'DRAFT' | 'IN_REVIEW' | 'FINALISED' | 'PAID' | 'VOID';

export const STATUSES: Readonly<Record<InvoiceStatusName, { tone: Tone; word: string }>> = {
  DRAFT: { tone: 'neutral', word: 'Draft' },
  IN_REVIEW: { tone: 'warn', word: 'In review' },
  FINALISED: { tone: 'accent', word: 'Final' },
  PAID: { tone: 'good', word: 'Paid' },
  VOID: { tone: 'bad', word: 'Void' },
};

/** What each tab shows. */
export const STATUSES_OF: Readonly<Record<InvoiceListTab, readonly InvoiceStatusName[]>> = {
  drafts: ['DRAFT'],
  review: ['IN_REVIEW'],
  final: ['FINALISED'],
  paid: ['PAID'],
  void: ['VOID'],
  all: ['DRAFT', 'IN_REVIEW', 'FINALISED', 'PAID', 'VOID'],
};

/** What a change of an invoice may alter on any screen. */
export const ALTERED = [
  ...['Invoice', 'InvoiceConnection', 'InvoiceSum', 'CreditEntryConnection'],
  ...['CreditNoteConnection', 'AuditEntryConnection'],
];

/** "1 – 30 Nov 2026", its days in the customer's own time zone. */
export function periodText({ firstDay, lastDay }: { firstDay: string; lastDay: string }): string {
  return formatDayRange(firstDay, lastDay);
}

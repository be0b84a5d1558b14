import type { Tone } from '../../ui/badge.tsx';
import type { DeliveryStatusName, EndpointFacts } from './webhook-queries.ts';

type EventName = EndpointFacts['events'][number];

export const EVENTS: readonly { value: EventName; label: string }[] = [
  { value: 'INVOICE_CREATED', label: 'invoice.created' },
  { value: 'INVOICE_FINALISED', label: 'invoice.finalised' },
  { value: 'INVOICE_PAID', label: 'invoice.paid' },
  { value: 'INVOICE_VOIDED', label: 'invoice.voided' },
  { value: 'INVOICE_CREDITED', label: 'invoice.credited' },
  { value: 'CUSTOMER_CREATED', label: 'customer.created' },
  { value: 'CUSTOMER_UPDATED', label: 'customer.updated' },
  { value: 'CUSTOMER_BLOCKED', label: 'customer.blocked' },
  { value: 'CUSTOMER_UNBLOCKED', label: 'customer.unblocked' },
];

export const DELIVERY_STATES: Readonly<Record<DeliveryStatusName, { tone: Tone; word: string }>> = {
  DELIVERED: { tone: 'good', word: 'Delivered' },
  PENDING: { tone: 'warn', word: 'Pending' },
  FAILED: { tone: 'bad', word: 'Failed' },
  SKIPPED: { tone: 'neutral', word: 'Skipped' },
};

export function eventsText(events: readonly EventName[]): string {
  if (events.length === 0) return 'All events';
  return EVENTS.filter(({ value }) => events.includes(value))
    .map(({ label }) => label)
    .join(', ');
}

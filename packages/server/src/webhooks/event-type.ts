/** What is told of. `ping` is told to one endpoint that asks for it. */
export const EVENT_TYPES = [
  'invoice.created',
  'invoice.finalised',
  'invoice.paid',
  'invoice.voided',
  'invoice.credited',
  'customer.created',
  'customer.updated',
  'customer.blocked',
  'customer.unblocked',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export function isEventType(text: string): text is EventType {
  return (EVENT_TYPES as readonly string[]).includes(text);
}

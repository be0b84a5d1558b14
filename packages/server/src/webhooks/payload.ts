import { encodeId } from '../platform/opaque/index.ts';

/** An event as the outbox has it. */
export interface OutboxEvent {
  readonly uuid: string;
  readonly type: string;
  readonly customer: string;
  readonly occurredAt: Date;
  /** Of a customer on a test clock, or of an invoice made on one. */
  readonly isTest: boolean;
  readonly facts: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Of invoices: times in one form, and ids as GraphQL has them. */
const TIMES = ['periodStart', 'periodEnd', 'finalisedAt', 'paidAt', 'voidedAt'];

/** `webhook-id`: the same for every endpoint and every attempt. */
export function messageId(uuid: string): string {
  return `evt_${uuid.replaceAll('-', '')}`;
}

/** What is sent. `sequence` counts what an endpoint is told, without gap. */
export function bodyOf(event: OutboxEvent, sequence: number): string {
  const { invoice, ...others } = event.facts;
  return JSON.stringify({
    id: messageId(event.uuid),
    type: event.type,
    timestamp: event.occurredAt.toISOString(),
    sequence,
    isTest: event.isTest,
    data: {
      customer: { externalId: event.customer },
      ...(invoice === undefined ? {} : { invoice: invoiceOf(invoice) }),
      ...others,
    },
  });
}

export function pingBody(uuid: string, sequence: number, at: Date): string {
  return JSON.stringify({
    id: messageId(uuid),
    type: 'ping',
    timestamp: at.toISOString(),
    sequence,
    isTest: false,
    data: {},
  });
}

function invoiceOf(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { id, replacesId, ...others } = facts;
  const times = TIMES.map((name) => [name, instant(facts[name])]);
  return {
    id: encodeId('Invoice', String(id)),
    ...others,
    ...Object.fromEntries(times),
    replacesId: replacesId === null ? null : encodeId('Invoice', String(replacesId)),
  };
}

function instant(value: unknown): string | null {
  return typeof value === 'string' ? new Date(value).toISOString() : null;
}

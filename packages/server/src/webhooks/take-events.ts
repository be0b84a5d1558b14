import { randomUUIDv7 } from 'node:crypto';
import { type Pool, withTransaction } from '../platform/postgres/index.ts';
import { bodyOf, type OutboxEvent } from './payload.ts';
import {
  insertDeliveries,
  type Listener,
  lockListeners,
  lockOutbox,
  type NewDelivery,
  takeEvents,
} from './sql/outbox.ts';

const MOST_AT_ONCE = 500;

/** Puts all events that happened on their way to whoever is told of them: each once, whoever takes it. */
export async function takeAllEvents(pool: Pool, at: Date): Promise<void> {
  for (;;) {
    const taken = await withTransaction(pool, async (tx) => {
      await lockOutbox(tx);
      const events = await takeEvents(tx, MOST_AT_ONCE);
      const listeners = events.length === 0 ? [] : await lockListeners(tx);
      const deliveries = listeners.flatMap((listener) => deliveriesTo(listener, events));
      await insertDeliveries(tx, deliveries, at);
      return events.length;
    });
    if (taken < MOST_AT_ONCE) return;
  }
}

function deliveriesTo(
  { id, events: wanted, tests, lastSequence }: Listener,
  events: readonly OutboxEvent[],
): NewDelivery[] {
  const heard = events.filter(
    ({ type, isTest }) => (wanted.length === 0 || wanted.includes(type)) && (tests || !isTest),
  );
  return heard.map((event, index) => {
    const sequence = lastSequence + index + 1;
    return {
      id: randomUUIDv7(),
      endpointId: id,
      sequence,
      eventId: event.uuid,
      eventType: event.type,
      customer: event.customer,
      body: bodyOf(event, sequence),
    };
  });
}

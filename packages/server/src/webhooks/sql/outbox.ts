import type { Queryable } from '../../platform/postgres/index.ts';
import type { Delivery } from '../delivery.ts';
import type { OutboxEvent } from '../payload.ts';

/** Channel on which the database says that there is something to tell. */
export const WEBHOOK_CHANNEL = 'tollgate_webhooks';

/** Tells whoever sends that there is something to send. */
export async function announce(tx: Queryable): Promise<void> {
  await tx.query(`select pg_notify('${WEBHOOK_CHANNEL}', '')`);
}

/** One process at a time takes events, so that each endpoint is told them in one order. */
export async function lockOutbox(tx: Queryable): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(744656)');
}

/** Events that nobody has taken, oldest first. They are gone when the transaction is committed. */
export async function takeEvents(tx: Queryable, limit: number): Promise<OutboxEvent[]> {
  const { rows } = await tx.query<OutboxEvent & { id: number }>(
    `delete from webhook_event
     where id in (select id from webhook_event order by id limit $1)
     returning id, uuid, type, customer_external_id as customer, occurred_at as "occurredAt", facts,
       is_test as "isTest"`,
    [limit],
  );
  return rows.toSorted((a, b) => a.id - b.id);
}

/** Whoever is to be told of events, and the number of what they were told last. */
export interface Listener {
  readonly id: string;
  readonly events: readonly string[];
  readonly tests: boolean;
  readonly lastSequence: number;
}

/** Locked, so that nobody else numbers what they are told. */
export async function lockListeners(tx: Queryable, id: string | null = null): Promise<Listener[]> {
  const { rows } = await tx.query<Listener>(
    `select id, events, tests, last_sequence as "lastSequence" from webhook_endpoint
     where deleted_at is null and ($1::uuid is null or id = $1) order by id for update`,
    [id],
  );
  return rows;
}

export type NewDelivery = Pick<
  Delivery,
  'id' | 'endpointId' | 'sequence' | 'eventId' | 'eventType' | 'customer' | 'body'
>;

/** Puts them on their way, and the numbers of their endpoints forward. */
export async function insertDeliveries(
  tx: Queryable,
  deliveries: readonly NewDelivery[],
  at: Date,
): Promise<void> {
  if (deliveries.length === 0) return;
  await tx.query(
    `with new as (
       insert into webhook_delivery (id, endpoint_id, sequence, event_id, event_type,
         customer_external_id, body, status, created_at, due_at)
       select d.id, d."endpointId", d.sequence, d."eventId", d."eventType", d.customer, d.body,
         'PENDING', $2, $2
       from json_to_recordset($1) as d (id uuid, "endpointId" uuid, sequence bigint, "eventId" uuid,
         "eventType" text, customer text, body text)
       returning endpoint_id, sequence)
     update webhook_endpoint e set last_sequence = n.last
     from (select endpoint_id, max(sequence) as last from new group by endpoint_id) n
     where e.id = n.endpoint_id`,
    [JSON.stringify(deliveries), at],
  );
}

/** What is older than `before` is forgotten, told or not. */
export async function pruneDeliveries(db: Queryable, before: Date): Promise<void> {
  await db.query(
    `delete from webhook_delivery where id in (
       select id from webhook_delivery where created_at < $1 order by created_at limit 10000)`,
    [before],
  );
}

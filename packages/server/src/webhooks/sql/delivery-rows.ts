import { Params, type Queryable } from '../../platform/postgres/index.ts';
import type { Delivery, DeliveryAttempt, DeliveryFilter } from '../delivery.ts';

const SENT_AGAIN = `status = 'PENDING', due_at = $2, round_attempts = 0`;

/** Sends it again, now, and as often as something new. False when there is no such delivery. */
export async function replayDelivery(tx: Queryable, id: string, at: Date): Promise<boolean> {
  const { rowCount } = await tx.query(`update webhook_delivery set ${SENT_AGAIN} where id = $1`, [
    id,
    at,
  ]);
  return rowCount === 1;
}

/** The same for all of an endpoint from a number on; gives how many there are. */
export async function replayFrom(
  tx: Queryable,
  { endpointId, sequence, at }: { endpointId: string; sequence: number; at: Date },
): Promise<number> {
  const { rowCount } = await tx.query(
    `update webhook_delivery set ${SENT_AGAIN} where endpoint_id = $1 and sequence >= $3`,
    [endpointId, at, sequence],
  );
  return rowCount ?? 0;
}

/** What is after it waits no longer for it. False when it is not pending. */
export async function skipDelivery(tx: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update webhook_delivery set status = 'SKIPPED' where id = $1 and status = 'PENDING'`,
    [id],
  );
  return rowCount === 1;
}

const COLUMNS = `d.id, d.endpoint_id as "endpointId", d.sequence, d.event_id as "eventId",
  d.event_type as "eventType", d.customer_external_id as customer, d.body, d.status, d.attempts,
  d.created_at as "createdAt", d.due_at as "dueAt", d.delivered_at as "deliveredAt",
  a.status_code as "lastStatusCode", a.fault as "lastFault"`;

const WITH_LAST_ATTEMPT = `webhook_delivery d left join lateral (
  select status_code, fault from webhook_attempt where delivery_id = d.id
  order by number desc limit 1) a on true`;

/** Latest first. */
export async function listDeliveries(
  db: Queryable,
  filter: DeliveryFilter,
  page: { limit: number; before: number | null },
): Promise<Delivery[]> {
  const params = new Params();
  const terms = [`d.endpoint_id = ${params.add(filter.endpointId)}::uuid`];
  if (filter.customer !== null)
    terms.push(`d.customer_external_id = ${params.add(filter.customer)}`);
  if (filter.statuses.length > 0) terms.push(`d.status = any(${params.add(filter.statuses)})`);
  if (filter.events.length > 0) terms.push(`d.event_type = any(${params.add(filter.events)})`);
  if (page.before !== null) terms.push(`d.sequence < ${params.add(page.before)}`);
  const { rows } = await db.query<Delivery>(
    `select ${COLUMNS} from ${WITH_LAST_ATTEMPT} where ${terms.join(' and ')}
     order by d.sequence desc limit ${params.add(page.limit)}`,
    params.values,
  );
  return rows;
}

export async function findDelivery(db: Queryable, id: string): Promise<Delivery | null> {
  const { rows } = await db.query<Delivery>(
    `select ${COLUMNS} from ${WITH_LAST_ATTEMPT} where d.id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

/** Latest first. */
export async function listAttempts(
  db: Queryable,
  deliveryId: string,
  page: { limit: number; before: number | null },
): Promise<DeliveryAttempt[]> {
  const { rows } = await db.query<DeliveryAttempt>(
    `select number, at, status_code as "statusCode", fault, answer from webhook_attempt
     where delivery_id = $1 and ($2::bigint is null or number < $2)
     order by number desc limit $3`,
    [deliveryId, page.before, page.limit],
  );
  return rows;
}

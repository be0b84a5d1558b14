import type { Queryable } from '../../platform/postgres/index.ts';
import type { Outcome } from '../send.ts';

/** A delivery that this process, and no other, is to send. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly endpointId: string;
  readonly eventId: string;
  readonly body: string;
  /** Of all, this one included: a result counts only for the attempt it is of. */
  readonly attempts: number;
  readonly roundAttempts: number;
}

/**
 * Takes a delivery that is due: of each endpoint the first that is pending, and no other, until it is told.
 * Whoever does not come back with a result by `leaseUntil` is taken for dead, and it is due again.
 */
export async function claimDelivery(
  db: Queryable,
  { now, leaseUntil }: { now: Date; leaseUntil: Date },
): Promise<ClaimedDelivery | null> {
  const { rows } = await db.query<ClaimedDelivery>(
    `update webhook_delivery set claimed_until = $2, attempts = attempts + 1,
       round_attempts = round_attempts + 1
     where id = (
       select d.id from webhook_endpoint e
       cross join lateral (
         select id from webhook_delivery
         where endpoint_id = e.id and status = 'PENDING' order by sequence limit 1) head
       join webhook_delivery d on d.id = head.id
       where e.status = 'ACTIVE' and e.deleted_at is null
         -- Looked at again once it is locked: somebody else may have had it since.
         and d.status = 'PENDING' and d.due_at <= $1
         and (d.claimed_until is null or d.claimed_until <= $1)
       order by d.due_at, d.id limit 1
       for update of d skip locked)
     returning id, endpoint_id as "endpointId", event_id as "eventId", body, attempts,
       round_attempts as "roundAttempts"`,
    [now, leaseUntil],
  );
  return rows[0] ?? null;
}

export interface Settlement {
  readonly outcome: Outcome;
  readonly at: Date;
  readonly status: 'DELIVERED' | 'FAILED' | 'PENDING';
  readonly dueAt: Date;
  /** Why its endpoint is told nothing more; null: it is. */
  readonly disabledReason: string | null;
}

/** Puts down what came of an attempt, unless somebody else has taken the delivery since. */
export async function settleDelivery(
  db: Queryable,
  { id, attempts }: ClaimedDelivery,
  { outcome, at, status, dueAt, disabledReason }: Settlement,
): Promise<void> {
  const answered = outcome.kind === 'answered' ? outcome : null;
  await db.query(
    `with settled as (
       update webhook_delivery set claimed_until = null,
         status = case when status = 'PENDING' then $3 else status end, due_at = $4,
         delivered_at = case when $3 = 'DELIVERED' then $5::timestamptz else delivered_at end
       where id = $1 and attempts = $2
       returning id, endpoint_id),
     disabled as (
       update webhook_endpoint set status = 'DISABLED', disabled_reason = $6, updated_at = $5,
         revision = revision + 1
       where $6::text is not null and status = 'ACTIVE' and id = (select endpoint_id from settled))
     insert into webhook_attempt (delivery_id, number, at, status_code, fault, answer)
     select id, $2, $5, $7, $8, $9 from settled`,
    [
      ...[id, attempts, status, dueAt, at, disabledReason],
      answered?.statusCode ?? null,
      outcome.kind === 'fault' ? outcome.fault : null,
      answered?.answer ?? null,
    ],
  );
}

import type { Queryable, TimePage } from '../../platform/postgres/index.ts';
import type { Sealed } from '../../platform/sealing/index.ts';
import type { Endpoint, EndpointTerms } from '../endpoint.ts';

export interface EndpointSecrets {
  readonly current: Sealed;
  readonly previous: Sealed | null;
}

/** With its secrets, still sealed. */
export interface StoredEndpoint extends Endpoint {
  readonly secrets: EndpointSecrets;
}

interface Row extends Endpoint {
  readonly secretKeyId: string;
  readonly secretSealed: Buffer;
  readonly previousKeyId: string | null;
  readonly previousSealed: Buffer | null;
}

const COLUMNS = `id, url, description, events, tests, status, disabled_reason as "disabledReason",
  previous_until as "previousUntil", revision, created_at as "createdAt", created_by as "createdBy",
  secret_key_id as "secretKeyId", secret_sealed as "secretSealed",
  previous_key_id as "previousKeyId", previous_sealed as "previousSealed"`;

export async function insertEndpoint(
  tx: Queryable,
  {
    id,
    terms,
    secret,
    at,
    by,
  }: { id: string; terms: EndpointTerms; secret: Sealed; at: Date; by: string },
): Promise<void> {
  await tx.query(
    `insert into webhook_endpoint (id, url, description, events, status, secret_key_id, secret_sealed,
       created_at, created_by, updated_at, tests)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8, coalesce($10, true))`,
    [
      id,
      terms.url,
      terms.description,
      terms.events,
      terms.status,
      secret.keyId,
      secret.bytes,
      at,
      by,
      terms.tests,
    ],
  );
}

/** False when it is gone or at another revision. */
export async function updateEndpoint(
  tx: Queryable,
  { id, terms, revision, at }: { id: string; terms: EndpointTerms; revision: number; at: Date },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update webhook_endpoint set url = $3, description = $4, events = $5, status = $6,
       disabled_reason = null, updated_at = $7, tests = coalesce($8, tests), revision = revision + 1
     where id = $1 and revision = $2 and deleted_at is null`,
    [id, revision, terms.url, terms.description, terms.events, terms.status, at, terms.tests],
  );
  return rowCount === 1;
}

/** The present secret signs beside the new one until `previousUntil`; null: no more. */
export async function rotateSecret(
  tx: Queryable,
  {
    id,
    secret,
    previousUntil,
    at,
  }: { id: string; secret: Sealed; previousUntil: Date | null; at: Date },
): Promise<void> {
  await tx.query(
    `update webhook_endpoint set secret_key_id = $2, secret_sealed = $3, previous_until = $4,
       previous_key_id = case when $4::timestamptz is null then null else secret_key_id end,
       previous_sealed = case when $4::timestamptz is null then null else secret_sealed end,
       updated_at = $5, revision = revision + 1
     where id = $1 and deleted_at is null`,
    [id, secret.keyId, secret.bytes, previousUntil, at],
  );
}

/** Seals with another key what says the same. */
export async function resealEndpoint(
  db: Queryable,
  id: string,
  { current, previous }: EndpointSecrets,
): Promise<void> {
  await db.query(
    `update webhook_endpoint set secret_key_id = $2, secret_sealed = $3, previous_key_id = $4,
       previous_sealed = $5, previous_until = case when $4::text is null then null else previous_until end
     where id = $1`,
    [id, current.keyId, current.bytes, previous?.keyId ?? null, previous?.bytes ?? null],
  );
}

/** It is told nothing more. Its secrets are gone, its log stays. */
export async function removeEndpoint(tx: Queryable, id: string, at: Date): Promise<boolean> {
  const { rowCount } = await tx.query(
    `with removed as (
       update webhook_endpoint set deleted_at = $2, status = 'DISABLED', secret_sealed = '',
         previous_key_id = null, previous_sealed = null, previous_until = null
       where id = $1 and deleted_at is null returning id),
     skipped as (
       update webhook_delivery set status = 'SKIPPED'
       where status = 'PENDING' and endpoint_id = (select id from removed))
     select from removed`,
    [id, at],
  );
  return rowCount === 1;
}

export async function endpointsByIds(
  db: Queryable,
  ids: readonly string[],
): Promise<StoredEndpoint[]> {
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from webhook_endpoint where id = any($1) and deleted_at is null`,
    [ids],
  );
  return rows.map(toEndpoint);
}

export async function allEndpoints(db: Queryable): Promise<StoredEndpoint[]> {
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from webhook_endpoint where deleted_at is null order by created_at, id`,
  );
  return rows.map(toEndpoint);
}

/** Latest first. */
export async function listEndpoints(db: Queryable, page: TimePage): Promise<StoredEndpoint[]> {
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from webhook_endpoint
     where deleted_at is null and ($1::timestamptz is null or (created_at, id) < ($1, $2::uuid))
     order by created_at desc, id desc limit $3`,
    [page.after?.createdAt ?? null, page.after?.id ?? null, page.limit],
  );
  return rows.map(toEndpoint);
}

function toEndpoint(row: Row): StoredEndpoint {
  const { secretKeyId, secretSealed, previousKeyId, previousSealed, ...endpoint } = row;
  const previous =
    previousKeyId === null || previousSealed === null
      ? null
      : { keyId: previousKeyId, bytes: previousSealed };
  return {
    ...endpoint,
    secrets: { current: { keyId: secretKeyId, bytes: secretSealed }, previous },
  };
}

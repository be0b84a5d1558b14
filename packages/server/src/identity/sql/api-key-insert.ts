import type { Queryable } from '../../platform/postgres/index.ts';
import type { NewApiKey } from '../api-key-store.ts';

/** False, and nothing done, when the idempotency key was used before. */
export async function insertApiKey(tx: Queryable, key: NewApiKey): Promise<boolean> {
  const inserted = await tx.query(
    `insert into api_key (id, alias, prefix, last_four, secret_sha256, bound_customer, user_id, team_id,
       models, tags, metadata, created_by, created_at, expires_at, revision, idempotency_key,
       request_sha256)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
     on conflict (idempotency_key) do nothing`,
    [
      key.id,
      key.alias,
      key.prefix,
      key.lastFour,
      key.secretSha256,
      key.boundCustomer,
      key.userId,
      key.teamId,
      key.models,
      key.tags,
      JSON.stringify(key.metadata),
      key.createdBy,
      key.createdAt,
      key.expiresAt,
      key.revision,
      key.idempotencyKey,
      key.requestSha256,
    ],
  );
  return inserted.rowCount === 1;
}

import type { Queryable } from '../../platform/postgres/index.ts';

export interface ApiKeyRow {
  readonly id: string;
  readonly alias: string;
  readonly team_id: string | null;
  readonly user_id: string | null;
  readonly bound_customer: string | null;
  readonly tags: string[];
  readonly models: string[] | null;
  readonly secret_sha256: Buffer;
  readonly expires_at: Date | null;
  readonly signing_key_id: string | null;
  readonly signing_sealed: Buffer | null;
}

/**
 * A row for each secret that opens a key which is neither revoked nor blocked, nor is its team
 * blocked or its owner disabled. The secret before a rotation has the shorter life.
 */
const USABLE_KEYS = `
  select k.id, k.alias, k.team_id, k.user_id, k.bound_customer, k.tags, k.models, s.secret_sha256,
    s.expires_at, k.signing_key_id, k.signing_sealed
  from api_key k
    cross join lateral (values
      (k.secret_sha256, k.expires_at),
      (k.previous_secret_sha256, least(k.previous_valid_until, k.expires_at))
    ) as s (secret_sha256, expires_at)
    left join team t on t.id = k.team_id
    left join app_user u on u.id = k.user_id
  where s.secret_sha256 is not null and k.revoked_at is null and k.blocked_at is null
    and t.blocked_at is null and t.archived_at is null and u.disabled_at is null`;

export async function loadUsableKeys(db: Queryable): Promise<ApiKeyRow[]> {
  const { rows } = await db.query<ApiKeyRow>(USABLE_KEYS);
  return rows;
}

export async function findUsableKey(db: Queryable, sha256: Buffer): Promise<ApiKeyRow | null> {
  const { rows } = await db.query<ApiKeyRow>(
    `${USABLE_KEYS} and s.secret_sha256 = $1
       and (k.secret_sha256 = $1 or k.previous_secret_sha256 = $1)`,
    [sha256],
  );
  return rows[0] ?? null;
}

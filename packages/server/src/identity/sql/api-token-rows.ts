import type { Queryable } from '../../platform/postgres/index.ts';
import type { ApiToken } from '../api-token.ts';
import type { Position } from '../user.ts';

const COLUMNS = `t.id, t.name, t.scope, t.customer_external_id as customer, t.user_id as "userId",
  t.prefix, t.last_four as "lastFour", t.created_by as "createdBy", t.created_at as "createdAt",
  t.expires_at as "expiresAt", t.revoked_at as "revokedAt"`;

const USABLE = `t.revoked_at is null and u.disabled_at is null`;

export async function insertToken(
  db: Queryable,
  token: ApiToken,
  secretSha256: Buffer,
): Promise<void> {
  await db.query(
    `insert into api_token (id, name, scope, customer_external_id, user_id, prefix, last_four,
       secret_sha256, created_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      token.id,
      token.name,
      token.scope,
      token.customer,
      token.userId,
      token.prefix,
      token.lastFour,
      secretSha256,
      token.createdBy,
      token.createdAt,
      token.expiresAt,
    ],
  );
}

/** Neither revoked nor of a disabled user; whether it has expired is the caller's to see. */
export async function findUsableToken(
  db: Queryable,
  secretSha256: Buffer,
): Promise<ApiToken | null> {
  const { rows } = await db.query<ApiToken>(
    `select ${COLUMNS} from api_token t left join app_user u on u.id = t.user_id
     where t.secret_sha256 = $1 and ${USABLE}`,
    [secretSha256],
  );
  return rows[0] ?? null;
}

/** A token by its id, usable or not, with the hash that its links are signed with. */
export interface SigningToken {
  readonly token: ApiToken;
  readonly secretSha256: Buffer;
  readonly isUsable: boolean;
}

export async function findSigningToken(db: Queryable, id: string): Promise<SigningToken | null> {
  const { rows } = await db.query<ApiToken & { secret_sha256: Buffer; usable: boolean }>(
    `select ${COLUMNS}, t.secret_sha256, (${USABLE}) as usable
     from api_token t left join app_user u on u.id = t.user_id
     where t.id = $1`,
    [id],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const { secret_sha256: secretSha256, usable: isUsable, ...token } = row;
  return { token, secretSha256, isUsable };
}

export async function tokensByIds(db: Queryable, ids: readonly string[]): Promise<ApiToken[]> {
  const { rows } = await db.query<ApiToken>(
    `select ${COLUMNS} from api_token t where t.id = any($1::uuid[])`,
    [ids],
  );
  return rows;
}

/** Newest first. */
export async function listTokens(
  db: Queryable,
  query: {
    includeRevoked: boolean;
    customer: string | null;
    limit: number;
    after: Position | null;
  },
): Promise<ApiToken[]> {
  const { rows } = await db.query<ApiToken>(
    `select ${COLUMNS} from api_token t
     where ($1 or t.revoked_at is null) and ($2::text is null or t.customer_external_id = $2)
       and ($3::timestamptz is null or (t.created_at, t.id) < ($3, $4::uuid))
     order by t.created_at desc, t.id desc limit $5`,
    [
      query.includeRevoked,
      query.customer,
      query.after?.createdAt ?? null,
      query.after?.id ?? null,
      query.limit,
    ],
  );
  return rows;
}

/** Null when there is no such token. A revoked one keeps its first `revokedAt`. */
export async function revokeToken(db: Queryable, id: string, at: Date): Promise<ApiToken | null> {
  const { rows } = await db.query<ApiToken>(
    `update api_token t set revoked_at = coalesce(t.revoked_at, $2) where t.id = $1
     returning ${COLUMNS}`,
    [id, at],
  );
  return rows[0] ?? null;
}

import type { Queryable } from '../../platform/postgres/index.ts';

/** Takes the place of whatever invitation of this user is still open. */
export async function insertInvitation(
  db: Queryable,
  invitation: {
    tokenSha256: Buffer;
    userId: string;
    createdBy: string;
    createdAt: Date;
    expiresAt: Date;
  },
): Promise<void> {
  const { tokenSha256, userId, createdBy, createdAt, expiresAt } = invitation;
  await db.query(
    `with closed as (
       delete from invitation where user_id = $2 and accepted_at is null
     )
     insert into invitation (token_sha256, user_id, created_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5)`,
    [tokenSha256, userId, createdBy, createdAt, expiresAt],
  );
}

/** Uses an invitation up and tells whose it is; null when it is none, or none any more. */
export async function takeInvitation(
  db: Queryable,
  tokenSha256: Buffer,
  now: Date,
): Promise<string | null> {
  const { rows } = await db.query<{ user_id: string }>(
    `update invitation set accepted_at = $2
     where token_sha256 = $1 and accepted_at is null and expires_at > $2
     returning user_id`,
    [tokenSha256, now],
  );
  return rows[0]?.user_id ?? null;
}

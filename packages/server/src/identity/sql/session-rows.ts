import type { Role } from '../../platform/access/index.ts';
import type { Queryable } from '../../platform/postgres/index.ts';
import type { Position } from '../user.ts';

export interface SessionRow {
  readonly user_id: string;
  readonly email: string | null;
  readonly name: string;
  readonly role: Role;
  readonly expires_at: Date;
  readonly admin_team_ids: string[];
}

/** Teams that the user with this id administers, as an array. */
const adminTeams = (userId: string) => `array(
  select m.team_id from team_member m join team t on t.id = m.team_id
  where m.user_id = ${userId} and m.role = 'ADMIN' and t.archived_at is null)`;

export async function findAdminTeams(db: Queryable, userId: string): Promise<string[]> {
  const { rows } = await db.query<{ ids: string[] }>(`select ${adminTeams('$1')} as ids`, [userId]);
  return rows[0]?.ids ?? [];
}

export async function findSession(db: Queryable, tokenSha256: Buffer): Promise<SessionRow | null> {
  const { rows } = await db.query<SessionRow>(
    `select s.user_id, u.email, u.name, u.role, s.expires_at, ${adminTeams('u.id')} as admin_team_ids
       from user_session s join app_user u on u.id = s.user_id
      where s.token_sha256 = $1 and u.disabled_at is null`,
    [tokenSha256],
  );
  return rows[0] ?? null;
}

export async function insertSession(
  db: Queryable,
  session: {
    tokenSha256: Buffer;
    userId: string;
    createdAt: Date;
    expiresAt: Date;
    address: string;
    userAgent: string | null;
  },
): Promise<void> {
  await db.query(
    `insert into user_session (token_sha256, user_id, created_at, expires_at, address, user_agent)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      session.tokenSha256,
      session.userId,
      session.createdAt,
      session.expiresAt,
      session.address,
      session.userAgent,
    ],
  );
}

export async function deleteSession(db: Queryable, tokenSha256: Buffer): Promise<void> {
  await db.query('delete from user_session where token_sha256 = $1', [tokenSha256]);
}

/** All but the one with the hash `kept`. */
export async function deleteSessionsOf(
  db: Queryable,
  userId: string,
  kept: Buffer | null = null,
): Promise<void> {
  await db.query(
    'delete from user_session where user_id = $1 and token_sha256 is distinct from $2::bytea',
    [userId, kept],
  );
}

/** Of whomever when `userId` is null. */
export async function deleteSessionById(
  db: Queryable,
  id: string,
  userId: string | null,
): Promise<boolean> {
  const { rowCount } = await db.query(
    'delete from user_session where id = $1 and ($2::uuid is null or user_id = $2)',
    [id, userId],
  );
  return rowCount === 1;
}

/** A place where a user is signed in. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly tokenSha256: Buffer;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly address: string | null;
  readonly userAgent: string | null;
}

export async function listSessions(
  db: Queryable,
  query: { userId: string; now: Date; limit: number; after: Position | null },
): Promise<Session[]> {
  const { rows } = await db.query<Session>(
    `select id, user_id as "userId", token_sha256 as "tokenSha256", created_at as "createdAt",
       expires_at as "expiresAt", address, user_agent as "userAgent"
     from user_session
     where user_id = $1 and expires_at > $2
       and ($3::timestamptz is null or (created_at, id) < ($3, $4::uuid))
     order by created_at desc, id desc limit $5`,
    [query.userId, query.now, query.after?.createdAt ?? null, query.after?.id ?? null, query.limit],
  );
  return rows;
}

export async function deleteExpiredSessions(db: Queryable, now: Date): Promise<void> {
  await db.query('delete from user_session where expires_at <= $1', [now]);
}

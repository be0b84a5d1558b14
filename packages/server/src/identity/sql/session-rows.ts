import type { Role } from '../../platform/access/index.ts';
import type { Queryable } from '../../platform/postgres/index.ts';

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
  session: { tokenSha256: Buffer; userId: string; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await db.query(
    `insert into user_session (token_sha256, user_id, created_at, expires_at)
     values ($1, $2, $3, $4)`,
    [session.tokenSha256, session.userId, session.createdAt, session.expiresAt],
  );
}

export async function deleteSession(db: Queryable, tokenSha256: Buffer): Promise<void> {
  await db.query('delete from user_session where token_sha256 = $1', [tokenSha256]);
}

export async function deleteSessionsOf(db: Queryable, userId: string): Promise<void> {
  await db.query('delete from user_session where user_id = $1', [userId]);
}

export async function deleteExpiredSessions(db: Queryable, now: Date): Promise<void> {
  await db.query('delete from user_session where expires_at <= $1', [now]);
}

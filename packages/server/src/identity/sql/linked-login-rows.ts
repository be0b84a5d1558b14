import type { Queryable } from '../../platform/postgres/index.ts';

/** The id of the user who signs in so; null when nobody does. */
export async function findLinkedUser(
  db: Queryable,
  issuer: string,
  subject: string,
): Promise<string | null> {
  const { rows } = await db.query<{ user_id: string }>(
    'select user_id from linked_login where issuer = $1 and subject = $2',
    [issuer, subject],
  );
  return rows[0]?.user_id ?? null;
}

/** False when the user signs in with another login of this issuer. */
export async function linkLogin(
  db: Queryable,
  login: { issuer: string; subject: string; userId: string; at: Date },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into linked_login (issuer, subject, user_id, linked_at) values ($1, $2, $3, $4)
     on conflict do nothing`,
    [login.issuer, login.subject, login.userId, login.at],
  );
  if (rowCount === 1) return true;
  return (await findLinkedUser(db, login.issuer, login.subject)) === login.userId;
}

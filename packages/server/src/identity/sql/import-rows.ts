import type { Queryable } from '../../platform/postgres/index.ts';

/** People and keys of another installation, under ids that are the same each time. Times are ISO text. */
export interface ImportedPeople {
  readonly teams: readonly {
    id: string;
    name: string;
    createdAt: string | null;
    blocked: boolean;
  }[];
  readonly users: readonly {
    id: string;
    login: string;
    email: string | null;
    name: string;
    role: string;
  }[];
  readonly members: readonly { teamId: string; userId: string; role: string }[];
  readonly keys: readonly {
    id: string;
    sha256: string;
    alias: string;
    lastFour: string;
    teamId: string | null;
    userId: string | null;
    models: readonly string[] | null;
    tags: readonly string[];
    metadata: Readonly<Record<string, string>>;
    createdAt: string | null;
    expiresAt: string | null;
    blocked: boolean;
    revoked: boolean;
  }[];
}

/** Under which id each of them is here: a team of the same name and a user of the same address are the same. */
export interface ImportedIds {
  readonly teams: ReadonlyMap<string, string>;
  readonly users: ReadonlyMap<string, string>;
  readonly keys: ReadonlyMap<string, string>;
}

/** Inserts what is not there. What is there stays as it is: from the first import on it is changed here. */
export async function importPeople(
  tx: Queryable,
  people: ImportedPeople,
  { by, now }: { by: string; now: Date },
): Promise<ImportedIds> {
  const teams = await idsOf(tx, TEAMS, [JSON.stringify(people.teams), now]);
  const users = await idsOf(tx, USERS, [JSON.stringify(people.users), now]);
  const here = (ids: ReadonlyMap<string, string>, id: string | null) => id && (ids.get(id) ?? null);
  const members = people.members.map((member) => ({
    ...member,
    teamId: here(teams, member.teamId),
    userId: here(users, member.userId),
  }));
  await tx.query(MEMBERS, [JSON.stringify(members), now]);
  const keys = people.keys.map((key) => ({
    ...key,
    teamId: here(teams, key.teamId),
    userId: here(users, key.userId),
  }));
  return { teams, users, keys: await idsOf(tx, KEYS, [JSON.stringify(keys), now, by]) };
}

async function idsOf(
  tx: Queryable,
  [insert, find]: readonly [string, string],
  values: readonly unknown[],
): Promise<ReadonlyMap<string, string>> {
  await tx.query(insert, values);
  const { rows } = await tx.query<{ given: string; id: string }>(find, [values[0]]);
  return new Map(rows.map(({ given, id }) => [given, id]));
}

const TEAMS = [
  `insert into team (id, name, created_at, blocked_at)
   select id, name, coalesce("createdAt", $2), case when blocked then $2::timestamptz end
   from jsonb_to_recordset($1::jsonb) as t (id uuid, name text, "createdAt" timestamptz, blocked boolean)
   on conflict do nothing`,
  `select g.id as given, coalesce(same.id, named.id) as id
   from jsonb_to_recordset($1::jsonb) as g (id uuid, name text)
     left join team same on same.id = g.id
     left join team named on lower(named.name) = lower(g.name) and named.archived_at is null
   where coalesce(same.id, named.id) is not null`,
] as const;

const USERS = [
  `insert into app_user (id, login, email, name, role, created_at)
   select id, login, email, name, role, date_trunc('milliseconds', $2::timestamptz)
   from jsonb_to_recordset($1::jsonb) as u (id uuid, login text, email text, name text, role text)
   on conflict do nothing`,
  `select distinct on (g.id) g.id as given, u.id
   from jsonb_to_recordset($1::jsonb) as g (id uuid, login text, email text)
     join app_user u on u.id = g.id or lower(u.email) = lower(g.email) or lower(u.login) = lower(g.login)
   order by g.id, u.id = g.id desc`,
] as const;

const MEMBERS = `
  insert into team_member (team_id, user_id, role, added_at)
  select "teamId", "userId", role, $2
  from jsonb_to_recordset($1::jsonb) as m ("teamId" uuid, "userId" uuid, role text)
  where "teamId" is not null and "userId" is not null
  on conflict do nothing`;

const KEYS = [
  `insert into api_key (id, alias, prefix, last_four, secret_sha256, team_id, user_id, models, tags, metadata,
     created_by, created_at, expires_at, blocked_at, revoked_at, idempotency_key, request_sha256)
   select id, alias, 'sk-', "lastFour", decode(sha256, 'hex'), "teamId", "userId", models, tags, metadata,
     $3, coalesce("createdAt", $2), "expiresAt", case when blocked then $2::timestamptz end,
     case when revoked then $2::timestamptz end, 'import ' || sha256, decode(sha256, 'hex')
   from jsonb_to_recordset($1::jsonb) as k (id uuid, alias text, "lastFour" text, sha256 text, "teamId" uuid,
     "userId" uuid, models text[], tags text[], metadata jsonb, "createdAt" timestamptz, "expiresAt" timestamptz,
     blocked boolean, revoked boolean)
   on conflict do nothing`,
  `select g.id as given, k.id
   from jsonb_to_recordset($1::jsonb) as g (id uuid, sha256 text)
     join api_key k on k.secret_sha256 = decode(g.sha256, 'hex') or k.id = g.id`,
] as const;

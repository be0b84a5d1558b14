import type { Queryable } from '../../platform/postgres/index.ts';
import type { Membership, MembershipPosition, Team, TeamRole } from '../team.ts';
import type { User } from '../user.ts';

interface MembershipRow {
  readonly role: TeamRole;
  readonly addedAt: Date;
  readonly team: Dated<Team>;
  readonly user: Dated<User>;
}

/** As JSON has it: instants are text. */
type Dated<T> = { readonly [K in keyof T]: Date extends T[K] ? string | (null & T[K]) : T[K] };

const TEAM = `jsonb_build_object('id', t.id, 'name', t.name, 'metadata', t.metadata,
  'createdAt', t.created_at, 'blockedAt', t.blocked_at, 'archivedAt', t.archived_at,
  'revision', t.revision)`;
const USER = `jsonb_build_object('id', u.id, 'login', u.login, 'email', u.email, 'name', u.name,
  'kind', u.kind, 'role', u.role, 'createdAt', u.created_at, 'disabledAt', u.disabled_at,
  'revision', u.revision)`;

/** For each team or each user, its memberships after a position, oldest first, in one statement. */
export async function findMemberships(
  db: Queryable,
  {
    by,
    ids,
    limit,
    after,
  }: {
    by: 'team' | 'user';
    ids: readonly string[];
    limit: number;
    after: MembershipPosition | null;
  },
): Promise<Membership[]> {
  const other = by === 'team' ? 'user_id' : 'team_id';
  const { rows } = await db.query<MembershipRow>(
    `select m.role, m.added_at as "addedAt", ${TEAM} as team, ${USER} as user
     from unnest($1::uuid[]) as asked (id)
       cross join lateral (
         select * from team_member m where m.${by}_id = asked.id
           and ($3::timestamptz is null or (m.added_at, m.${other}) > ($3, $4::uuid))
         order by m.added_at, m.${other} limit $2
       ) as m
       join team t on t.id = m.team_id join app_user u on u.id = m.user_id
     order by m.added_at, m.${other}`,
    [ids, limit, after?.addedAt ?? null, after?.otherId ?? null],
  );
  return rows.map(({ role, addedAt, team, user }) => ({
    role,
    addedAt,
    team: {
      ...team,
      createdAt: new Date(team.createdAt),
      blockedAt: instant(team.blockedAt),
      archivedAt: instant(team.archivedAt),
    },
    user: {
      ...user,
      createdAt: new Date(user.createdAt),
      disabledAt: instant(user.disabledAt),
    },
  }));
}

function instant(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

import { randomUUIDv7 } from 'node:crypto';
import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { ok, type Result } from '../../kernel/index.ts';
import type { Orm } from '../../platform/orm/index.ts';
import type { Queryable } from '../../platform/postgres/index.ts';
import type {
  Membership,
  MembershipPosition,
  Position,
  Problem,
  Team,
  TeamChanges,
  TeamQuery,
  TeamRole,
  TeamStore,
} from '../index.ts';
import { findMemberships } from '../sql/membership-rows.ts';
import { containing, NEWEST_FIRST, olderThan } from './page-after.ts';
import { TeamRecord } from './team-record.ts';

export class OrmTeamStore implements TeamStore {
  readonly #orm: Orm;
  readonly #db: Queryable;

  constructor(orm: Orm, db: Queryable) {
    this.#orm = orm;
    this.#db = db;
  }

  async byIds(ids: readonly string[]): Promise<Team[]> {
    if (ids.length === 0) return [];
    const records = await this.#orm.em.fork().find(TeamRecord, { id: { $in: [...ids] } });
    return records.map(toTeam);
  }

  async list(
    { reach, search, includeArchived }: TeamQuery,
    page: { limit: number; after: Position | null },
  ): Promise<Team[]> {
    const records = await this.#orm.em.fork().find(
      TeamRecord,
      {
        $and: [
          olderThan(page.after),
          reach === 'ALL' ? {} : { id: { $in: [...reach.teamIds] } },
          search === null || search === '' ? {} : { name: containing(search) },
          includeArchived ? {} : { archivedAt: null },
        ],
      },
      { orderBy: [...NEWEST_FIRST], limit: page.limit },
    );
    return records.map(toTeam);
  }

  async insert(team: Pick<Team, 'createdAt' | 'metadata' | 'name'>): Promise<Team | null> {
    const created: Team = {
      ...team,
      id: randomUUIDv7(),
      blockedAt: null,
      archivedAt: null,
      revision: 1,
    };
    const metadata = { ...team.metadata };
    const inserted = await unlessTaken(() =>
      this.#orm.em.fork().insert(TeamRecord, { ...created, metadata }),
    );
    return inserted === 'taken' ? null : created;
  }

  async change(
    id: string,
    decide: (team: Team) => Result<TeamChanges, Problem[]>,
  ): Promise<Result<Team, Problem[]> | 'taken' | null> {
    return unlessTaken(() =>
      this.#orm.em.fork().transactional(async (em) => {
        const lockMode = LockMode.PESSIMISTIC_WRITE;
        const record = await em.findOne(TeamRecord, { id }, { lockMode });
        if (record === null) return null;
        const decision = decide(toTeam(record));
        if (!decision.ok) return decision;
        Object.assign(record, decision.value);
        if (Object.keys(decision.value).length > 0) record.revision += 1;
        return ok(toTeam(record));
      }),
    );
  }

  async isMember(teamId: string, userId: string): Promise<boolean> {
    const { rows } = await this.#db.query(
      'select from team_member where team_id = $1 and user_id = $2',
      [teamId, userId],
    );
    return rows.length > 0;
  }

  async setMember(member: {
    teamId: string;
    userId: string;
    role: TeamRole;
    addedAt: Date;
  }): Promise<void> {
    await this.#db.query(
      `insert into team_member (team_id, user_id, role, added_at) values ($1, $2, $3, $4)
       on conflict (team_id, user_id) do update set role = excluded.role`,
      [member.teamId, member.userId, member.role, member.addedAt],
    );
  }

  async removeMember(teamId: string, userId: string): Promise<boolean> {
    const { rowCount } = await this.#db.query(
      'delete from team_member where team_id = $1 and user_id = $2',
      [teamId, userId],
    );
    return rowCount === 1;
  }

  memberships(of: {
    by: 'team' | 'user';
    ids: readonly string[];
    limit: number;
    after: MembershipPosition | null;
  }): Promise<Membership[]> {
    return findMemberships(this.#db, of);
  }
}

async function unlessTaken<T>(write: () => Promise<T>): Promise<T | 'taken'> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) return 'taken';
    throw error;
  }
}

function toTeam(record: TeamRecord): Team {
  const { id, name, metadata, createdAt, blockedAt, archivedAt, revision } = record;
  return { id, name, metadata, createdAt, blockedAt, archivedAt, revision };
}

import type { Orm } from '../../platform/orm/index.ts';
import type { Team, TeamStore } from '../index.ts';
import { TeamRecord } from './team-record.ts';

export class OrmTeamStore implements TeamStore {
  readonly #orm: Orm;

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  async byIds(ids: readonly string[]): Promise<Team[]> {
    const records = await this.#orm.em.fork().find(TeamRecord, { id: { $in: [...ids] } });
    return records.map(toTeam);
  }
}

function toTeam(record: TeamRecord): Team {
  const { id, name, metadata, createdAt, blockedAt, archivedAt, revision } = record;
  return { id, name, metadata, createdAt, blockedAt, archivedAt, revision };
}

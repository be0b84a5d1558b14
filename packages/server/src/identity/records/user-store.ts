import { randomUUIDv7 } from 'node:crypto';
import {
  type FilterQuery,
  LockMode,
  raw,
  UniqueConstraintViolationException,
} from '@mikro-orm/postgresql';
import { ok, type Result } from '../../kernel/index.ts';
import type { Orm } from '../../platform/orm/index.ts';
import type {
  NewUser,
  Position,
  Problem,
  User,
  UserChanges,
  UserCredentials,
  UserQuery,
  UserStore,
} from '../index.ts';
import { containing, NEWEST_FIRST, olderThan } from './page-after.ts';
import { UserRecord } from './user-record.ts';

export class OrmUserStore implements UserStore {
  readonly #orm: Orm;

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  async findByLogin(login: string): Promise<UserCredentials | null> {
    const record = await this.#findOne('lower(login)', login);
    return record && { user: toUser(record), passwordHash: record.passwordHash };
  }

  async findByEmail(email: string): Promise<User | null> {
    const record =
      (await this.#findOne('lower(email)', email)) ?? (await this.#findOne('lower(login)', email));
    return record && toUser(record);
  }

  async byIds(ids: readonly string[]): Promise<User[]> {
    if (ids.length === 0) return [];
    const records = await this.#orm.em.fork().find(UserRecord, { id: { $in: [...ids] } });
    return records.map(toUser);
  }

  async list(query: UserQuery, page: { limit: number; after: Position | null }): Promise<User[]> {
    const records = await this.#orm.em
      .fork()
      .find(
        UserRecord,
        { $and: [olderThan(page.after), ...conditionsOf(query)] },
        { orderBy: [...NEWEST_FIRST], limit: page.limit },
      );
    return records.map(toUser);
  }

  async insert(user: NewUser): Promise<User | null> {
    const id = randomUUIDv7();
    try {
      const em = this.#orm.em.fork();
      await em.insert(UserRecord, { ...user, id });
      return toUser(await em.findOneOrFail(UserRecord, { id }));
    } catch (error) {
      if (error instanceof UniqueConstraintViolationException) return null;
      throw error;
    }
  }

  change(
    id: string,
    decide: (user: User) => Result<UserChanges, Problem[]>,
  ): Promise<Result<User, Problem[]> | null> {
    return this.#orm.em.fork().transactional(async (em) => {
      const lockMode = LockMode.PESSIMISTIC_WRITE;
      const record = await em.findOne(UserRecord, { id }, { lockMode });
      if (record === null) return null;
      const decision = decide(toUser(record));
      if (!decision.ok) return decision;
      Object.assign(record, decision.value);
      if (Object.keys(decision.value).length > 0) record.revision += 1;
      return ok(toUser(record));
    });
  }

  async setPasswordHash(id: string, passwordHash: string): Promise<void> {
    await this.#orm.em.fork().nativeUpdate(UserRecord, { id }, { passwordHash });
  }

  #findOne(expression: string, text: string): Promise<UserRecord | null> {
    const column = raw<string>(expression);
    return this.#orm.em.fork().findOne(UserRecord, { [column]: text.toLowerCase() });
  }
}

function conditionsOf(query: UserQuery): FilterQuery<UserRecord>[] {
  const { search, roles, kinds, includeDisabled, teamIds, ids } = query;
  const conditions: FilterQuery<UserRecord>[] = [];
  if (search !== null && search !== '') {
    const pattern = containing(search);
    conditions.push({ $or: [{ name: pattern }, { email: pattern }] });
  }
  if (roles.length > 0) conditions.push({ role: { $in: [...roles] } });
  if (kinds.length > 0) conditions.push({ kind: { $in: [...kinds] } });
  if (ids !== null) conditions.push({ id: { $in: [...ids] } });
  if (!includeDisabled) conditions.push({ disabledAt: null });
  if (teamIds !== null) {
    const members = raw('id in (select user_id from team_member where team_id = any(?::uuid[]))', [
      `{${teamIds.join(',')}}`,
    ]);
    conditions.push({ [members]: [] } as FilterQuery<UserRecord>);
  }
  return conditions;
}

function toUser(record: UserRecord): User {
  const { id, login, email, name, kind, role, createdAt, disabledAt, revision } = record;
  return { id, login, email, name, kind, role, createdAt, disabledAt, revision };
}

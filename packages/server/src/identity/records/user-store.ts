import { raw, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import type { Orm } from '../../platform/orm/index.ts';
import type { NewUser, User, UserCredentials, UserStore } from '../index.ts';
import { UserRecord } from './user-record.ts';

export class OrmUserStore implements UserStore {
  readonly #orm: Orm;

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  async findByLogin(login: string): Promise<UserCredentials | null> {
    const lowerLogin = raw<string>('lower(login)');
    const where = { [lowerLogin]: login.toLowerCase() };
    const record = await this.#orm.em.fork().findOne(UserRecord, where);
    return record && { user: toUser(record), passwordHash: record.passwordHash };
  }

  async byIds(ids: readonly string[]): Promise<User[]> {
    const records = await this.#orm.em.fork().find(UserRecord, { id: { $in: [...ids] } });
    return records.map(toUser);
  }

  async insert(user: NewUser): Promise<boolean> {
    try {
      await this.#orm.em.fork().insert(UserRecord, user);
      return true;
    } catch (error) {
      if (error instanceof UniqueConstraintViolationException) return false;
      throw error;
    }
  }

  async setPasswordHash(id: string, passwordHash: string): Promise<void> {
    await this.#orm.em.fork().nativeUpdate(UserRecord, { id }, { passwordHash });
  }
}

function toUser(record: UserRecord): User {
  const { id, login, email, name, kind, role, createdAt, disabledAt, revision } = record;
  return { id, login, email, name, kind, role, createdAt, disabledAt, revision };
}

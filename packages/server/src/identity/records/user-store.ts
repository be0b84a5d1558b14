import { raw, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import type { Orm } from '../../platform/orm/index.ts';
import type { User, UserStore } from '../index.ts';
import { UserRecord } from './user-record.ts';

export class OrmUserStore implements UserStore {
  readonly #orm: Orm;

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  findByLogin(login: string): Promise<User | null> {
    const lowerLogin = raw<string>('lower(login)');
    return this.#orm.em.fork().findOne(UserRecord, { [lowerLogin]: login.toLowerCase() });
  }

  async insert(user: Omit<User, 'id'>): Promise<boolean> {
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

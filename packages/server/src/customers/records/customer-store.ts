import type { Orm } from '../../platform/orm/index.ts';
import type { Customer, CustomerStore } from '../index.ts';
import { CustomerRecord } from './customer-record.ts';

export class OrmCustomerStore implements CustomerStore {
  readonly #orm: Orm;

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  byExternalIds(externalIds: readonly string[]): Promise<Customer[]> {
    return this.#orm.em.fork().find(CustomerRecord, { externalId: { $in: [...externalIds] } });
  }
}

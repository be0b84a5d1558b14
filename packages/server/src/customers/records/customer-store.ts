import type { Orm } from '../../platform/orm/index.ts';
import type { Customer, CustomerStore } from '../index.ts';
import { CustomerRecord } from './customer-record.ts';

export class OrmCustomerStore implements CustomerStore {
  readonly #orm: Orm;

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  async byExternalIds(externalIds: readonly string[]): Promise<Customer[]> {
    const em = this.#orm.em.fork();
    const records = await em.find(CustomerRecord, { externalId: { $in: [...externalIds] } });
    return records.map(({ id, externalId, name, firstSeenAt, lastSeenAt }) => {
      return { id, externalId, name, firstSeenAt, lastSeenAt };
    });
  }
}

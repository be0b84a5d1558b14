import { type Customer, isExternalId } from './customer.ts';
import type { CustomerStore } from './customer-store.ts';

export interface Customers {
  /** One entry for each external id, in order; null where no such customer was seen. */
  byExternalIds(externalIds: readonly string[]): Promise<(Customer | null)[]>;
}

export function createCustomers(deps: { store: CustomerStore }): Customers {
  return {
    async byExternalIds(externalIds) {
      const found = await deps.store.byExternalIds(externalIds.filter(isExternalId));
      const byId = new Map(found.map((customer) => [customer.externalId, customer]));
      return externalIds.map((externalId) => byId.get(externalId) ?? null);
    },
  };
}

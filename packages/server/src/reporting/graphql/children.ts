import { type Customer, toCustomer } from '../../customers/graphql/index.ts';
import type { Customers } from '../../customers/index.ts';
import { type ApiKey, createPeople, type People, toApiKey } from '../../identity/graphql/index.ts';
import type { Identity } from '../../identity/index.ts';
import type { Clock } from '../../kernel/index.ts';
import type { GraphqlContext } from '../../platform/graphql/index.ts';

/** Finds what rows and events point at: one statement for all of an operation. */
export interface Children extends People {
  customer(context: GraphqlContext, externalId: string | null): Promise<Customer | null>;
  apiKey(context: GraphqlContext, id: string | null): Promise<ApiKey | null>;
}

export function createChildren(deps: {
  customers: Customers;
  identity: Pick<Identity, 'apiKeys' | 'teams' | 'users'>;
  clock: Clock;
}): Children {
  const customers = async (externalIds: readonly string[]) => {
    const found = await deps.customers.byExternalIds(externalIds);
    return found.map((customer) => customer && toCustomer(customer));
  };
  const apiKeys = async (ids: readonly string[]) => {
    const now = deps.clock.now();
    return (await deps.identity.apiKeys.byIds(ids)).map((key) => key && toApiKey(key, now));
  };
  return {
    ...createPeople(deps.identity),
    customer: async ({ loaders }, externalId) =>
      externalId === null ? null : loaders.load(customers, externalId),
    apiKey: async ({ loaders }, id) => (id === null ? null : loaders.load(apiKeys, id)),
  };
}

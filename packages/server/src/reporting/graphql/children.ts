import { type Customer, toCustomer } from '../../customers/graphql/index.ts';
import type { Customers } from '../../customers/index.ts';
import {
  type ApiKey,
  type Team,
  toApiKey,
  toTeam,
  toUser,
  type User,
} from '../../identity/graphql/index.ts';
import type { Identity } from '../../identity/index.ts';
import type { Clock } from '../../kernel/index.ts';
import type { GraphqlContext } from '../../platform/graphql/index.ts';

/** Finds what rows and events point at: one statement for all of an operation. */
export interface Children {
  customer(context: GraphqlContext, externalId: string | null): Promise<Customer | null>;
  apiKey(context: GraphqlContext, id: string | null): Promise<ApiKey | null>;
  team(context: GraphqlContext, id: string | null): Promise<Team | null>;
  user(context: GraphqlContext, id: string | null): Promise<User | null>;
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
  const teams = async (ids: readonly string[]) =>
    (await deps.identity.teams.byIds(ids)).map((team) => team && toTeam(team));
  const users = async (ids: readonly string[]) =>
    (await deps.identity.users.byIds(ids)).map((user) => user && toUser(user));
  return {
    customer: async ({ loaders }, externalId) =>
      externalId === null ? null : loaders.load(customers, externalId),
    apiKey: async ({ loaders }, id) => (id === null ? null : loaders.load(apiKeys, id)),
    team: async ({ loaders }, id) => (id === null ? null : loaders.load(teams, id)),
    user: async ({ loaders }, id) => (id === null ? null : loaders.load(users, id)),
  };
}

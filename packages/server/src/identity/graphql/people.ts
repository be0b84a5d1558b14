import type { GraphqlContext } from '../../platform/graphql/index.ts';
import type { Identity } from '../index.ts';
import { type Team, toTeam } from './team-type.ts';
import { toUser, type User } from './user-type.ts';

/** Finds the teams and users that things point at: one statement for all of an operation. */
export interface People {
  team(context: GraphqlContext, id: string | null): Promise<Team | null>;
  user(context: GraphqlContext, id: string | null): Promise<User | null>;
}

export function createPeople(identity: Pick<Identity, 'teams' | 'users'>): People {
  const teams = async (ids: readonly string[]) =>
    (await identity.teams.byIds(ids)).map((team) => team && toTeam(team));
  const users = async (ids: readonly string[]) =>
    (await identity.users.byIds(ids)).map((user) => user && toUser(user));
  return {
    team: async ({ loaders }, id) => (id === null ? null : loaders.load(teams, id)),
    user: async ({ loaders }, id) => (id === null ? null : loaders.load(users, id)),
  };
}

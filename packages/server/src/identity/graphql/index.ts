import type { Clock } from '../../kernel/index.ts';
import type { Identity, ReadKeyRules } from '../index.ts';
import { ApiKeyResolver } from './api-key-resolver.ts';
import { createPeople } from './people.ts';
import { SessionResolver } from './session-resolver.ts';
import { TeamResolver } from './team-resolver.ts';
import { TokenResolver } from './token-resolver.ts';
import { UserResolver } from './user-resolver.ts';

export { ApiKey, toApiKey } from './api-key-type.ts';
export { createIdentityNodes } from './nodes.ts';
export { createPeople, type People } from './people.ts';
export { Team, toTeam } from './team-type.ts';
export { toUser, User } from './user-type.ts';

export const IDENTITY_RESOLVERS = [
  ApiKeyResolver,
  SessionResolver,
  TeamResolver,
  TokenResolver,
  UserResolver,
];

export function createIdentityResolvers(deps: {
  identity: Identity;
  readKeyRules: ReadKeyRules;
  clock: Clock;
}): object[] {
  const { identity, readKeyRules, clock } = deps;
  const people = createPeople(identity);
  return [
    new ApiKeyResolver({ identity, people, readKeyRules, clock }),
    new SessionResolver({ identity, clock }),
    new TeamResolver(identity),
    new TokenResolver({ tokens: identity.tokens, people }),
    new UserResolver(identity),
  ];
}

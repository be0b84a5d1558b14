import type { Clock } from '../../kernel/index.ts';
import type { Identity } from '../index.ts';
import { ApiKeyResolver } from './api-key-resolver.ts';
import { SessionResolver } from './session-resolver.ts';

export { ApiKey, toApiKey } from './api-key-type.ts';
export { Team, toTeam } from './team-type.ts';
export { toUser, User } from './user-type.ts';

export const IDENTITY_RESOLVERS = [ApiKeyResolver, SessionResolver];

export function createIdentityResolvers(deps: { identity: Identity; clock: Clock }): object[] {
  const { apiKeys, sessions } = deps.identity;
  return [new ApiKeyResolver({ apiKeys, clock: deps.clock }), new SessionResolver({ sessions })];
}

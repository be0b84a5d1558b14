import type { Clock } from '../../kernel/index.ts';
import { isWithin, type Reach } from '../../platform/access/index.ts';
import type { NodeSource } from '../../platform/graphql/index.ts';
import { isUuid } from '../../platform/opaque/index.ts';
import type { Identity } from '../index.ts';
import { API_KEY_ID, toApiKey } from './api-key-type.ts';
import { TEAM_ID, toTeam } from './team-type.ts';
import { API_TOKEN_ID, toApiToken } from './token-type.ts';
import { toUser, USER_ID } from './user-type.ts';

/** What of identity is found by id. */
export function createIdentityNodes(
  { apiKeys, teams, tokens, users }: Pick<Identity, 'apiKeys' | 'teams' | 'tokens' | 'users'>,
  clock: Clock,
): NodeSource[] {
  return [
    source(API_KEY_ID, 'READ_KEYS', async (id, reach) => {
      const key = await apiKeys.find(id, reach);
      return key && toApiKey(key, clock.now());
    }),
    source(TEAM_ID, 'READ_PEOPLE', async (id, reach) => {
      const team = await teams.find(id, reach);
      return team && toTeam(team);
    }),
    source(USER_ID, 'READ_PEOPLE', async (id, reach) => {
      const user = await users.find(id, reach);
      return user && toUser(user);
    }),
    source(API_TOKEN_ID, 'MANAGE_PEOPLE', async (id, reach) => {
      const [token] = isWithin(reach, {}) ? await tokens.byIds([id]) : [];
      return token ? toApiToken(token) : null;
    }),
  ];
}

function source(
  type: string,
  permission: NodeSource['permission'],
  find: (id: string, reach: Reach) => Promise<object | null>,
): NodeSource {
  return { type, permission, find: async (key, reach) => (isUuid(key) ? find(key, reach) : null) };
}

import type { Clock } from '../kernel/index.ts';
import type { Authentication } from '../platform/access/index.ts';
import type { Notifications, Pool } from '../platform/postgres/index.ts';
import type { Sealer } from '../platform/sealing/index.ts';
import { ApiKeyDirectory } from './api-key-directory.ts';
import { ApiKeyService } from './api-key-service.ts';
import type { ApiKeyStore } from './api-key-store.ts';
import { authenticate } from './authenticate.ts';
import { InvitationService } from './invitation-service.ts';
import { LinkedLogins } from './linked-logins.ts';
import type { MasterKey } from './master-key.ts';
import { SessionService } from './session-service.ts';
import type { TeamStore } from './team.ts';
import { TeamService } from './team-service.ts';
import { TokenService } from './token-service.ts';
import type { UserStore } from './user.ts';
import { UserService } from './user-service.ts';

export interface Identity {
  readonly apiKeys: ApiKeyService;
  readonly directory: ApiKeyDirectory;
  readonly invitations: InvitationService;
  readonly linkedLogins: LinkedLogins;
  readonly sessions: SessionService;
  readonly teams: TeamService;
  readonly tokens: TokenService;
  readonly users: UserService;
  readonly authenticate: (credentials: {
    authorization: string | undefined;
    sessionToken: string | undefined;
  }) => Promise<Authentication>;
}

export function createIdentity(deps: {
  db: Pool;
  apiKeyStore: ApiKeyStore;
  teams: TeamStore;
  users: UserStore;
  masterKey: MasterKey;
  sealer: Sealer;
  notifications: Notifications;
  clock: Clock;
  onError?: (error: unknown) => void;
}): Identity {
  const { clock, masterKey, users, db } = deps;
  const directory = new ApiKeyDirectory(deps);
  const sessions = new SessionService(deps);
  const tokens = new TokenService({ pool: db, users, clock });
  const owners = {
    teamsByIds: (ids: readonly string[]) => deps.teams.byIds(ids),
    usersByIds: (ids: readonly string[]) => users.byIds(ids),
    isMember: (teamId: string, userId: string) => deps.teams.isMember(teamId, userId),
  };
  const people = new UserService({ store: users, sessions, clock });
  return {
    apiKeys: new ApiKeyService({
      store: deps.apiKeyStore,
      owners,
      directory,
      sealer: deps.sealer,
      clock,
    }),
    directory,
    invitations: new InvitationService({ db, users, sessions, clock }),
    linkedLogins: new LinkedLogins({ db, users, people, sessions, clock }),
    sessions,
    teams: new TeamService({ store: deps.teams, users, sessions, clock }),
    tokens,
    users: people,
    authenticate: (credentials) => authenticate({ masterKey, sessions, tokens }, credentials),
  };
}

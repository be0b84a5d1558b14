import type { Clock } from '../kernel/index.ts';
import type { Authentication } from '../platform/access/index.ts';
import type { Notifications, Queryable } from '../platform/postgres/index.ts';
import { ApiKeyDirectory } from './api-key-directory.ts';
import { ApiKeyService } from './api-key-service.ts';
import type { ApiKeyStore } from './api-key-store.ts';
import { authenticate } from './authenticate.ts';
import type { MasterKey } from './master-key.ts';
import { SessionService } from './session-service.ts';
import type { TeamStore } from './team.ts';
import { TeamService } from './team-service.ts';
import type { UserStore } from './user.ts';
import { UserService } from './user-service.ts';

export interface Identity {
  readonly apiKeys: ApiKeyService;
  readonly directory: ApiKeyDirectory;
  readonly sessions: SessionService;
  readonly teams: TeamService;
  readonly users: UserService;
  readonly authenticate: (credentials: {
    authorization: string | undefined;
    sessionToken: string | undefined;
  }) => Promise<Authentication>;
}

export function createIdentity(deps: {
  db: Queryable;
  apiKeyStore: ApiKeyStore;
  teams: TeamStore;
  users: UserStore;
  masterKey: MasterKey;
  notifications: Notifications;
  clock: Clock;
  onError?: (error: unknown) => void;
}): Identity {
  const { clock, masterKey } = deps;
  const directory = new ApiKeyDirectory(deps);
  const sessions = new SessionService(deps);
  return {
    apiKeys: new ApiKeyService({ store: deps.apiKeyStore, directory, clock }),
    directory,
    sessions,
    teams: new TeamService({ store: deps.teams }),
    users: new UserService({ store: deps.users }),
    authenticate: (credentials) => authenticate({ masterKey, sessions }, credentials),
  };
}

export { type ApiKey, statusOf } from './api-key.ts';
export type { ApiKeyService } from './api-key-service.ts';
export type { ApiKeyPosition, ApiKeyStore, NewApiKey } from './api-key-store.ts';
export { ensureAdmin } from './ensure-admin.ts';
export { ensureMasterKey } from './master-key.ts';
export { createIdentity, type Identity } from './service.ts';
export { SESSION_COOKIE, type SessionService } from './session-service.ts';
export type { Team, TeamStore } from './team.ts';
export type { NewUser, User, UserCredentials, UserStore } from './user.ts';

export type { Actor } from './actor.ts';
export { type ApiKey, type ApiKeyStatus, statusOf } from './api-key.ts';
export type { ApiKeyService } from './api-key-service.ts';
export type {
  ApiKeyPosition,
  ApiKeyQuery,
  ApiKeyStore,
  ChangedApiKey,
  Decision,
  NewApiKey,
  OnceRequest,
} from './api-key-store.ts';
export type { ApiToken } from './api-token.ts';
export { ensureAdmin } from './ensure-admin.ts';
export type { ApiKeyTerms } from './issue-api-key.ts';
export type { KeyBudget, KeyRules, KeyRulesInput, ReadKeyRules } from './key-rules.ts';
export { ensureMasterKey } from './master-key.ts';
export { once } from './once.ts';
export type { Problem } from './problem.ts';
export { createIdentity, type Identity } from './service.ts';
export {
  type OpenedSession,
  type Origin,
  SESSION_COOKIE,
  type SessionService,
} from './session-service.ts';
export { type ImportedIds, importPeople } from './sql/import-rows.ts';
export type { Session } from './sql/session-rows.ts';
export type {
  Membership,
  MembershipPosition,
  Team,
  TeamChanges,
  TeamQuery,
  TeamRole,
  TeamStore,
} from './team.ts';
export { LINK_OVER, type LinkOver } from './token-service.ts';
export type {
  NewUser,
  Position,
  User,
  UserChanges,
  UserCredentials,
  UserQuery,
  UserStore,
} from './user.ts';

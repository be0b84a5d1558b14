import { ApiKeyRecord } from './api-key-record.ts';
import { IdempotencyRecord } from './idempotency-record.ts';
import { TeamRecord } from './team-record.ts';
import { UserRecord } from './user-record.ts';

export { OrmApiKeyStore } from './api-key-store.ts';
export { OrmTeamStore } from './team-store.ts';
export { OrmUserStore } from './user-store.ts';

export const identityEntities = [ApiKeyRecord, IdempotencyRecord, TeamRecord, UserRecord];

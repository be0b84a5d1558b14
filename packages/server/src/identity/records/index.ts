import { ApiKeyRecord } from './api-key-record.ts';
import { UserRecord } from './user-record.ts';

export { OrmApiKeyStore } from './api-key-store.ts';
export { OrmUserStore } from './user-store.ts';

export const identityEntities = [ApiKeyRecord, UserRecord];

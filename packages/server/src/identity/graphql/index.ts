export { ApiKeyResolver } from './api-key-resolver.ts';
export { API_KEY_ID, ApiKey, toApiKey } from './api-key-type.ts';
export { SessionResolver } from './session-resolver.ts';

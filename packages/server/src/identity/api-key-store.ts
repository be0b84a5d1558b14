import type { ApiKey } from './api-key.ts';

export interface NewApiKey extends ApiKey {
  readonly secretSha256: Buffer;
  readonly createdBy: string;
  readonly idempotencyKey: string;
  readonly requestSha256: Buffer;
}

export interface ApiKeyPosition {
  readonly createdAt: Date;
  readonly id: string;
}

/** Where API keys are kept. Newest first in every list. */
export interface ApiKeyStore {
  /** False when the idempotency key was used before. */
  insert(key: NewApiKey): Promise<boolean>;
  findByIdempotencyKey(
    idempotencyKey: string,
  ): Promise<{ apiKey: ApiKey; requestSha256: Buffer } | null>;
  /** Null when there is no such key. A revoked key keeps its first `revokedAt`. */
  revoke(id: string, at: Date): Promise<{ apiKey: ApiKey; secretSha256: Buffer } | null>;
  list(query: {
    limit: number;
    after: ApiKeyPosition | null;
    includeRevoked: boolean;
  }): Promise<ApiKey[]>;
  byIds(ids: readonly string[]): Promise<ApiKey[]>;
}

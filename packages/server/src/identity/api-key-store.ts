import type { Result } from '../kernel/index.ts';
import type { Reach } from '../platform/access/index.ts';
import type { Queryable } from '../platform/postgres/index.ts';
import type { Sealed } from '../platform/sealing/index.ts';
import type { ApiKey, ApiKeyChanges, ApiKeyStatus } from './api-key.ts';
import type { Problem } from './problem.ts';

export interface NewApiKey extends ApiKey {
  readonly secretSha256: Buffer;
  readonly idempotencyKey: string;
  readonly requestSha256: Buffer;
}

/** A new secret for a key. The one before it goes on until `previousValidUntil`. */
export interface Rotation {
  readonly secretSha256: Buffer;
  readonly prefix: string;
  readonly lastFour: string;
  readonly rotatedAt: Date;
  readonly previousValidUntil: Date;
}

/** A request that is done once under its idempotency key. */
export interface OnceRequest {
  readonly operation: string;
  readonly key: string;
  readonly digest: Buffer;
  readonly at: Date;
}

export interface ChangedApiKey {
  readonly apiKey: ApiKey;
  /** It was done before, and not again. */
  readonly isRepeated: boolean;
  /** Of every secret that opened the key before the change. */
  readonly hashes: readonly Buffer[];
}

/** What to do with a key, judged while nobody else can change it. */
export type Decision = Result<
  ApiKeyChanges & {
    readonly rotation?: Rotation;
    /** The new signing secret; null takes it away. */
    readonly signing?: Sealed | null;
  },
  Problem[]
>;

export interface ApiKeyPosition {
  readonly createdAt: Date;
  readonly id: string;
}

export interface ApiKeyQuery {
  readonly reach: Reach;
  /** Part of an alias or of what is shown of a secret, in any case. */
  readonly search: string | null;
  readonly teamIds: readonly string[];
  readonly userIds: readonly string[];
  readonly customers: readonly string[];
  /** Any of them; empty: all but revoked ones. */
  readonly statuses: readonly ApiKeyStatus[];
  readonly now: Date;
  /** Not used since then, nor made since then. */
  readonly unusedSince: Date | null;
}

/** Where API keys are kept. Newest first in every list. */
export interface ApiKeyStore {
  /**
   * False when the idempotency key was used before. `within` is done in the same transaction, once the
   * key is in.
   */
  insert(key: NewApiKey, within: (tx: Queryable) => Promise<void>): Promise<boolean>;
  findByIdempotencyKey(
    idempotencyKey: string,
  ): Promise<{ apiKey: ApiKey; requestSha256: Buffer } | null>;
  /** Null when there is no such key. With a request: once for its idempotency key. */
  change(
    id: string,
    decide: (key: ApiKey) => Decision,
    request?: OnceRequest,
  ): Promise<Result<ChangedApiKey, Problem[]> | null>;
  list(
    query: ApiKeyQuery,
    page: { limit: number; after: ApiKeyPosition | null },
  ): Promise<ApiKey[]>;
  byIds(ids: readonly string[]): Promise<ApiKey[]>;
  /** When each of these keys was last used, as recorded; only of those that were. */
  lastUses(ids: readonly string[]): Promise<ReadonlyMap<string, Date>>;
}

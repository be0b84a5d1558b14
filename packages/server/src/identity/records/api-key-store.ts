import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { ok, type Result } from '../../kernel/index.ts';
import type { Orm } from '../../platform/orm/index.ts';
import type { Queryable } from '../../platform/postgres/index.ts';
import type {
  ApiKey,
  ApiKeyPosition,
  ApiKeyQuery,
  ApiKeyStore,
  ChangedApiKey,
  Decision,
  NewApiKey,
  Problem,
} from '../index.ts';
import { findKeyIds, readLastUses } from '../sql/api-key-list.ts';
import { ApiKeyRecord } from './api-key-record.ts';

export class OrmApiKeyStore implements ApiKeyStore {
  readonly #orm: Orm;
  readonly #db: Queryable;

  constructor(orm: Orm, db: Queryable) {
    this.#orm = orm;
    this.#db = db;
  }

  async insert(key: NewApiKey): Promise<boolean> {
    try {
      const { requiresSignedCustomer: _, ...columns } = key;
      await this.#orm.em.fork().insert(ApiKeyRecord, {
        ...columns,
        ...mutable(columns),
        previousSecretSha256: null,
        signingKeyId: null,
        signingSealed: null,
      });
      return true;
    } catch (error) {
      if (error instanceof UniqueConstraintViolationException) return false;
      throw error;
    }
  }

  async findByIdempotencyKey(idempotencyKey: string) {
    const record = await this.#orm.em.fork().findOne(ApiKeyRecord, { idempotencyKey });
    return record && { apiKey: toApiKey(record), requestSha256: Buffer.from(record.requestSha256) };
  }

  change(
    id: string,
    decide: (key: ApiKey) => Decision,
  ): Promise<Result<ChangedApiKey, Problem[]> | null> {
    return this.#orm.em.fork().transactional(async (em) => {
      const lockMode = LockMode.PESSIMISTIC_WRITE;
      const record = await em.findOne(ApiKeyRecord, { id }, { lockMode });
      if (record === null) return null;
      const decision = decide(toApiKey(record));
      if (!decision.ok) return decision;
      const hashes = hashesOf(record);
      const { rotation, signing, ...changes } = decision.value;
      const previousSecretSha256 =
        rotation === undefined ? {} : { previousSecretSha256: record.secretSha256 };
      const isChange = Object.keys(decision.value).length > 0;
      if (isChange) {
        Object.assign(record, mutable(changes), rotation, previousSecretSha256);
        if (signing !== undefined) {
          record.signingKeyId = signing?.keyId ?? null;
          record.signingSealed = signing?.bytes ?? null;
        }
        record.revision += 1;
      }
      return ok({ apiKey: toApiKey(record), hashes });
    });
  }

  async list(
    query: ApiKeyQuery,
    page: { limit: number; after: ApiKeyPosition | null },
  ): Promise<ApiKey[]> {
    const ids = await findKeyIds(this.#db, query, page);
    const keys = new Map((await this.byIds(ids)).map((key) => [key.id, key]));
    return ids.flatMap((id) => keys.get(id) ?? []);
  }

  async byIds(ids: readonly string[]): Promise<ApiKey[]> {
    if (ids.length === 0) return [];
    const records = await this.#orm.em.fork().find(ApiKeyRecord, { id: { $in: [...ids] } });
    return records.map(toApiKey);
  }

  lastUses(ids: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    return readLastUses(this.#db, ids);
  }
}

/** The ORM wants lists and maps of its own. */
function mutable<T extends Partial<Pick<ApiKey, 'metadata' | 'models' | 'tags'>>>(changes: T) {
  const { tags, models, metadata } = changes;
  return {
    ...changes,
    ...(tags === undefined ? {} : { tags: [...tags] }),
    ...(models === undefined ? {} : { models: models && [...models] }),
    ...(metadata === undefined ? {} : { metadata: { ...metadata } }),
  };
}

function hashesOf({ secretSha256, previousSecretSha256 }: ApiKeyRecord): Buffer[] {
  const hashes = [secretSha256, previousSecretSha256];
  return hashes.flatMap((hash) => (hash == null ? [] : [Buffer.from(hash)]));
}

function toApiKey(record: ApiKeyRecord): ApiKey {
  const {
    secretSha256: _secret,
    previousSecretSha256: _previous,
    idempotencyKey: _key,
    requestSha256: _request,
    signingKeyId,
    signingSealed: _sealed,
    ...key
  } = record;
  return { ...key, requiresSignedCustomer: signingKeyId !== null };
}

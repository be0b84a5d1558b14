import {
  type EntityManager,
  LockMode,
  UniqueConstraintViolationException,
} from '@mikro-orm/postgresql';
import { err, ok, type Result, USED_IDEMPOTENCY_KEY } from '../../kernel/index.ts';
import type { Orm } from '../../platform/orm/index.ts';
import { type Pool, type Queryable, withTransaction } from '../../platform/postgres/index.ts';
import type {
  ApiKey,
  ApiKeyPosition,
  ApiKeyQuery,
  ApiKeyStore,
  ChangedApiKey,
  Decision,
  NewApiKey,
  OnceRequest,
  Problem,
} from '../index.ts';
import { insertApiKey } from '../sql/api-key-insert.ts';
import { findKeyIds, readLastUses } from '../sql/api-key-list.ts';
import { ApiKeyRecord } from './api-key-record.ts';
import { IdempotencyRecord } from './idempotency-record.ts';

export class OrmApiKeyStore implements ApiKeyStore {
  readonly #orm: Orm;
  readonly #db: Pool;

  constructor(orm: Orm, db: Pool) {
    this.#orm = orm;
    this.#db = db;
  }

  insert(key: NewApiKey, within: (tx: Queryable) => Promise<void>): Promise<boolean> {
    return withTransaction(this.#db, async (tx) => {
      const inserted = await insertApiKey(tx, key);
      if (inserted) await within(tx);
      return inserted;
    });
  }

  async findByIdempotencyKey(idempotencyKey: string) {
    const record = await this.#orm.em.fork().findOne(ApiKeyRecord, { idempotencyKey });
    return record && { apiKey: toApiKey(record), requestSha256: Buffer.from(record.requestSha256) };
  }

  async change(
    id: string,
    decide: (key: ApiKey) => Decision,
    request?: OnceRequest,
  ): Promise<Result<ChangedApiKey, Problem[]> | null> {
    try {
      return await this.#orm.em.fork().transactional(async (em) => {
        const lockMode = LockMode.PESSIMISTIC_WRITE;
        const record = await em.findOne(ApiKeyRecord, { id }, { lockMode });
        if (record === null) return null;
        const decision = decide(toApiKey(record));
        if (!decision.ok) return decision;
        const taken = request === undefined ? 'no' : await takeOnce(em, request, id);
        if (taken === 'otherwise') return err([USED_IDEMPOTENCY_KEY]);
        const hashes = hashesOf(record);
        if (taken === 'no') apply(record, decision.value);
        return ok({ apiKey: toApiKey(record), hashes, isRepeated: taken === 'before' });
      });
    } catch (error) {
      // The idempotency key was used for another API key at this very moment.
      if (error instanceof UniqueConstraintViolationException) return err([USED_IDEMPOTENCY_KEY]);
      throw error;
    }
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

/** Whether this was asked before under its key, or something else was; if neither, it now is. */
async function takeOnce(
  em: EntityManager,
  { operation, key, digest, at }: OnceRequest,
  resultId: string,
): Promise<'before' | 'no' | 'otherwise'> {
  const known = await em.findOne(IdempotencyRecord, { operation, key });
  if (known !== null) {
    return digest.equals(Buffer.from(known.requestSha256)) ? 'before' : 'otherwise';
  }
  const taken = { operation, key, requestSha256: digest, resultId, createdAt: at };
  em.persist(em.create(IdempotencyRecord, taken));
  return 'no';
}

function apply(
  record: ApiKeyRecord,
  { rotation, signing, ...changes }: Extract<Decision, { ok: true }>['value'],
): void {
  const isChange = Object.keys(changes).length > 0 || rotation || signing !== undefined;
  if (!isChange) return;
  const { secretSha256: previousSecretSha256 } = record;
  Object.assign(record, mutable(changes), rotation && { ...rotation, previousSecretSha256 });
  if (signing !== undefined) {
    record.signingKeyId = signing?.keyId ?? null;
    record.signingSealed = signing?.bytes ?? null;
  }
  record.revision += 1;
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

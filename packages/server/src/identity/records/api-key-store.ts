import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import type { Orm } from '../../platform/orm/index.ts';
import type { ApiKey, ApiKeyPosition, ApiKeyStore, NewApiKey } from '../index.ts';
import { ApiKeyRecord } from './api-key-record.ts';

const NEWEST_FIRST = [{ createdAt: 'desc' }, { id: 'desc' }] as const;

export class OrmApiKeyStore implements ApiKeyStore {
  readonly #orm: Orm;

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  async insert(key: NewApiKey): Promise<boolean> {
    try {
      await this.#orm.em.fork().insert(ApiKeyRecord, {
        ...key,
        tags: [...key.tags],
        models: key.models && [...key.models],
      });
      return true;
    } catch (error) {
      if (error instanceof UniqueConstraintViolationException) return false;
      throw error;
    }
  }

  async findByIdempotencyKey(idempotencyKey: string) {
    const record = await this.#orm.em.fork().findOne(ApiKeyRecord, { idempotencyKey });
    return record && { apiKey: toApiKey(record), requestSha256: toBuffer(record.requestSha256) };
  }

  revoke(id: string, at: Date) {
    return this.#orm.em.fork().transactional(async (em) => {
      const record = await em.findOne(
        ApiKeyRecord,
        { id },
        { lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      if (record === null) return null;
      record.revokedAt ??= at;
      return { apiKey: toApiKey(record), secretSha256: toBuffer(record.secretSha256) };
    });
  }

  async list(query: { limit: number; after: ApiKeyPosition | null; includeRevoked: boolean }) {
    const records = await this.#orm.em.fork().find(
      ApiKeyRecord,
      {
        ...(query.includeRevoked ? {} : { revokedAt: null }),
        ...(query.after === null ? {} : olderThan(query.after)),
      },
      { orderBy: [...NEWEST_FIRST], limit: query.limit },
    );
    return records.map(toApiKey);
  }

  async byIds(ids: readonly string[]): Promise<ApiKey[]> {
    const records = await this.#orm.em.fork().find(ApiKeyRecord, { id: { $in: [...ids] } });
    return records.map(toApiKey);
  }
}

function olderThan({ createdAt, id }: ApiKeyPosition) {
  return { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, id: { $lt: id } }] };
}

function toApiKey(record: ApiKeyRecord): ApiKey {
  const { id, alias, prefix, lastFour, tags, createdAt } = record;
  const { userId, teamId, models, metadata, blockedAt, revision } = record;
  return {
    id,
    alias,
    prefix,
    lastFour,
    tags,
    createdAt,
    userId,
    teamId,
    models,
    metadata,
    blockedAt,
    revision,
    boundCustomer: record.boundCustomer ?? null,
    expiresAt: record.expiresAt ?? null,
    revokedAt: record.revokedAt ?? null,
  };
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes);
}

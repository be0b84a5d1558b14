import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';

/** Table `api_key`. */
export const ApiKeyRecord = defineEntity({
  name: 'ApiKeyRecord',
  tableName: 'api_key',
  properties: {
    id: p.uuid().primary(),
    alias: p.text(),
    prefix: p.text(),
    lastFour: p.text(),
    secretSha256: p.blob().name('secret_sha256'),
    boundCustomer: p.text().strictNullable(),
    userId: p.uuid().strictNullable(),
    teamId: p.uuid().strictNullable(),
    models: p.array().strictNullable(),
    tags: p.array(),
    metadata: p.json<Record<string, string>>(),
    createdBy: p.text(),
    createdAt: p.datetime(),
    expiresAt: p.datetime().strictNullable(),
    blockedAt: p.datetime().strictNullable(),
    revokedAt: p.datetime().strictNullable(),
    rotatedAt: p.datetime().strictNullable(),
    previousSecretSha256: p.blob().name('previous_secret_sha256').strictNullable(),
    previousValidUntil: p.datetime().strictNullable(),
    signingKeyId: p.text().strictNullable(),
    signingSealed: p.blob().strictNullable(),
    revision: p.integer(),
    idempotencyKey: p.text(),
    requestSha256: p.blob().name('request_sha256'),
  },
});

export type ApiKeyRecord = InferEntity<typeof ApiKeyRecord>;

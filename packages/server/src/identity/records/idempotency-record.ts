import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';

/** Table `idempotency_key`. */
export const IdempotencyRecord = defineEntity({
  name: 'IdempotencyRecord',
  tableName: 'idempotency_key',
  properties: {
    operation: p.text().primary(),
    key: p.text().primary(),
    requestSha256: p.blob().name('request_sha256'),
    resultId: p.uuid(),
    createdAt: p.datetime(),
  },
});

export type IdempotencyRecord = InferEntity<typeof IdempotencyRecord>;

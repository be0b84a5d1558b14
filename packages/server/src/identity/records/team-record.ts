import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';

/** Table `team`. */
export const TeamRecord = defineEntity({
  name: 'TeamRecord',
  tableName: 'team',
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    metadata: p.json<Record<string, string>>(),
    createdAt: p.datetime(),
    blockedAt: p.datetime().strictNullable(),
    archivedAt: p.datetime().strictNullable(),
    revision: p.integer(),
  },
});

export type TeamRecord = InferEntity<typeof TeamRecord>;

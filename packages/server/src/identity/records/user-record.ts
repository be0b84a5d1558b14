import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';
import type { Role } from '../../platform/access/index.ts';
import type { User } from '../index.ts';

/** Table `app_user`. */
export const UserRecord = defineEntity({
  name: 'UserRecord',
  tableName: 'app_user',
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    login: p.text(),
    email: p.text().strictNullable(),
    name: p.text(),
    kind: p.text().$type<User['kind']>(),
    role: p.text().$type<Role>(),
    passwordHash: p.text().strictNullable(),
    createdAt: p.datetime().defaultRaw('now()'),
    disabledAt: p.datetime().strictNullable().default(null),
    revision: p.integer().default(1),
  },
});

export type UserRecord = InferEntity<typeof UserRecord>;

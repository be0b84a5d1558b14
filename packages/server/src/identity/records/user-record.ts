import { defineEntity, p } from '@mikro-orm/postgresql';
import type { Role } from '../../platform/access/index.ts';

/** Table `app_user`. */
export const UserRecord = defineEntity({
  name: 'UserRecord',
  tableName: 'app_user',
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    login: p.text(),
    name: p.text(),
    role: p.text().$type<Role>(),
    passwordHash: p.text(),
  },
});

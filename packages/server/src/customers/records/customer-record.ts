import { defineEntity, p } from '@mikro-orm/postgresql';

/** Table `customer`. */
export const CustomerRecord = defineEntity({
  name: 'CustomerRecord',
  tableName: 'customer',
  properties: {
    id: p.uuid().primary(),
    externalId: p.text(),
    name: p.text().strictNullable(),
    firstSeenAt: p.datetime(),
    lastSeenAt: p.datetime(),
  },
});

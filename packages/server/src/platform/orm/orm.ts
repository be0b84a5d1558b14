import {
  type AnyEntity,
  type EntityClass,
  type EntitySchema,
  MikroORM,
} from '@mikro-orm/postgresql';

export type Orm = MikroORM;

/** For a connection, when all of them are busy. */
const LONGEST_WAIT_MS = 5_000;

/**
 * The ORM over tables that `migrations/` defines; it never changes them. Connects when first used.
 * Every unit of work forks its own EntityManager.
 */
export function createOrm(options: {
  connectionString: string;
  entities: (EntityClass<AnyEntity> | EntitySchema)[];
  maxConnections?: number;
}): Orm {
  return new MikroORM({
    clientUrl: options.connectionString,
    entities: options.entities,
    pool: { min: 0, max: options.maxConnections ?? 5 },
    driverOptions: { connectionTimeoutMillis: LONGEST_WAIT_MS },
    allowGlobalContext: false,
    timezone: 'Z',
  });
}

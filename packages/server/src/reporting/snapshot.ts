import { type Pool, type Queryable, withTransaction } from '../platform/postgres/index.ts';

const LONGEST_STATEMENT = '30s';

/** Runs `read` on one moment of the record: all its statements see the same spend. */
export function inSnapshot<T>(pool: Pool, read: (db: Queryable) => Promise<T>): Promise<T> {
  return withTransaction(
    pool,
    async (db) => {
      await db.query(`set local statement_timeout = '${LONGEST_STATEMENT}'`);
      return read(db);
    },
    'repeatable read, read only',
  );
}

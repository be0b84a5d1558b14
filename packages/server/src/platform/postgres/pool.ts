import pg from 'pg';

/** Anything that runs SQL: the pool, or one connection inside a transaction. */
export interface Queryable {
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ rows: Row[]; rowCount: number | null }>;
}

export type Pool = pg.Pool;

const BIGINT_OID = 20;

/**
 * A connection pool. `bigint` columns arrive as numbers when they fit 53 bits and fail otherwise;
 * `numeric` (money) stays text; `timestamptz` arrives as Date.
 */
export function createPool(
  connectionString: string,
  options: { max?: number; onError?: (error: Error) => void } = {},
): Pool {
  const pool = new pg.Pool({
    connectionString,
    max: options.max ?? 10,
    connectionTimeoutMillis: 5_000,
    application_name: 'tollgate',
    types: { getTypeParser },
  });
  pool.on('error', options.onError ?? (() => undefined));
  return pool;
}

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
export async function withTransaction<T>(
  pool: Pool,
  work: (tx: Queryable) => Promise<T>,
  mode = 'read committed',
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(`begin isolation level ${mode}`);
    const value = await work(client as Queryable);
    await client.query('commit');
    return value;
  } catch (error) {
    await client.query('rollback').catch((fault: Error) => {
      broken = fault;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === BIGINT_OID) return readSafeInteger;
  return pg.types.getTypeParser(oid, format as 'text');
}

function readSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit 53 bits`);
  return value;
}

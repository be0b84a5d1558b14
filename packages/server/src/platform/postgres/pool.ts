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
const BIGINT_ARRAY_OID = 1016;
/** For a connection, when all of them are busy. */
const LONGEST_WAIT_MS = 5_000;

export interface PoolOptions {
  readonly max?: number;
  readonly onError?: (error: Error) => void;
  /**
   * Longest wait for an answer. A connection that was lost without a word is given up then, on both
   * sides: here, and by PostgreSQL, which would keep its locks.
   */
  readonly queryTimeoutMs?: number;
}

/**
 * A connection pool. `bigint` columns arrive as numbers when they fit 53 bits and fail otherwise;
 * `numeric` (money) stays text; `timestamptz` arrives as Date.
 */
export function createPool(connectionString: string, options: PoolOptions = {}): Pool {
  const pool = new pg.Pool({
    connectionString,
    max: options.max ?? 10,
    connectionTimeoutMillis: LONGEST_WAIT_MS,
    keepAlive: true,
    application_name: 'tollgate',
    ...timeouts(options.queryTimeoutMs),
    types: { getTypeParser },
  });
  // Connections that are let go may be cut off before they have said goodbye.
  pool.on('error', (error) => pool.ending || options.onError?.(error));
  // A connection that is lost while somebody has it fails their query, and says so to nobody else: an
  // event that nobody listens to would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
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
    broken = isUnanswered(error) ? error : await rollBack(client as Queryable);
    throw error;
  } finally {
    client.release(broken);
  }
}

function timeouts(queryTimeoutMs: number | undefined) {
  if (queryTimeoutMs === undefined) return {};
  return {
    query_timeout: queryTimeoutMs,
    idle_in_transaction_session_timeout: queryTimeoutMs,
  };
}

/** Undefined when the connection is as good as new. */
function rollBack(client: Queryable): Promise<Error | undefined> {
  return client.query('rollback').then(
    () => undefined,
    (fault: Error) => fault,
  );
}

/** Nothing was heard in time, and nothing more will be: not even a rollback. */
function isUnanswered(error: unknown): error is Error {
  return error instanceof Error && error.message === 'Query read timeout';
}

function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === BIGINT_OID) return readSafeInteger;
  if (oid === BIGINT_ARRAY_OID) return readSafeIntegers;
  return pg.types.getTypeParser(oid, format as 'text');
}

/** An array without nulls, of one dimension. */
function readSafeIntegers(text: string): number[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',').map(readSafeInteger);
}

function readSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit 53 bits`);
  return value;
}

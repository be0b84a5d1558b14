import type pg from 'pg';
import type { Pool } from './pool.ts';

/** Few enough that making text of them keeps nobody else waiting. */
const BATCH = 250;

/**
 * All rows of a query, a batch at a time, of one moment and in bounded memory: while one batch is used
 * the database makes the next, and no more. It holds a connection until the last batch is taken or
 * the loop over it is left.
 */
export async function* streamRows<Row extends pg.QueryResultRow>(
  pool: Pool,
  text: string,
  values: readonly unknown[],
): AsyncGenerator<Row[], void, void> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin isolation level repeatable read, read only');
    await client.query(`declare export_rows no scroll cursor for ${text}`, [...values]);
    const fetch = () => client.query<Row>(`fetch ${BATCH} from export_rows`);
    let next = fetch();
    for (;;) {
      const { rows } = await next;
      const isLast = rows.length < BATCH;
      if (!isLast) next = failingWhenTaken(fetch());
      if (rows.length > 0) yield rows;
      if (isLast) return;
    }
  } finally {
    await client.query('rollback').catch((fault: Error) => {
      broken = fault;
    });
    client.release(broken);
  }
}

/** A fault is told to whoever takes the value, and to nobody when the value is not wanted any more. */
function failingWhenTaken<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined);
  return promise;
}

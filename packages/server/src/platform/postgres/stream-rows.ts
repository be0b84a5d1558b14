import type pg from 'pg';
import type { Pool } from './pool.ts';

const BATCH = 1_000;

/**
 * All rows of a query, a batch at a time, of one moment and in bounded memory. It holds a connection
 * until the last batch is taken or the loop over it is left.
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
    for (;;) {
      const { rows } = await client.query<Row>(`fetch ${BATCH} from export_rows`);
      if (rows.length > 0) yield rows;
      if (rows.length < BATCH) return;
    }
  } finally {
    await client.query('rollback').catch((fault: Error) => {
      broken = fault;
    });
    client.release(broken);
  }
}

import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool } from '../../src/platform/postgres/index.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

test.each([
  ['read reports with', 'spend_event', '{ spendEvents { nodes { id } } }', 10],
  ['keep records with', 'team', '{ teams { nodes { id } } }', 5],
])(
  'who gets no connection to %s in time is told to come again, and the others are answered',
  async (_use, table, query, connections) => {
    await using locker = await lockerOf(table);
    const asked = Array.from({ length: connections + 1 }, () => api.graphql(query));
    const first = await Promise.race(asked);
    expect(first.errors).toMatchObject([
      {
        message: 'The database is busy or away: try again shortly',
        extensions: { code: 'UNAVAILABLE', requestId: expect.any(String) },
      },
    ]);
    await locker.unlock();
    const answers = await Promise.all(asked);
    expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(connections);
    expect((await api.graphql(query)).errors).toBeUndefined();
  },
);

/** Makes every question to a table wait, from outside the server's own connections. */
async function lockerOf(table: string) {
  const pool = createPool(api.database.url, { max: 1 });
  const client = await pool.connect();
  await client.query(`begin; lock table ${table} in access exclusive mode`);
  return {
    unlock: () => client.query('rollback'),
    async [Symbol.asyncDispose]() {
      client.release(true);
      await pool.end();
    },
  };
}

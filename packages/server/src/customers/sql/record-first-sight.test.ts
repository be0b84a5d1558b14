import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/testkit/postgres.ts';
import { createPool, type Pool, withTransaction } from '../../platform/postgres/index.ts';
import { recordFirstSight } from './record-first-sight.ts';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

function see(externalId: string, first: string, last = first) {
  const sighting = { externalId, firstSeenAt: new Date(first), lastSeenAt: new Date(last) };
  return withTransaction(pool, (tx) => recordFirstSight(tx, [sighting]));
}

async function spanOf(externalId: string): Promise<string[]> {
  const { rows } = await pool.query<{ first_seen_at: Date; last_seen_at: Date }>(
    'select first_seen_at, last_seen_at from customer where external_id = $1',
    [externalId],
  );
  return rows.flatMap((row) => [row.first_seen_at, row.last_seen_at].map((at) => at.toISOString()));
}

test('a customer appears when first named, and what is seen later only widens the span', async () => {
  await see('acme', '2026-03-02T00:00:00Z');
  await see('acme', '2026-03-05T00:00:00Z');
  await see('acme', '2026-03-01T00:00:00Z');
  await see('acme', '2026-03-03T00:00:00Z', '2026-03-04T00:00:00Z');
  expect(await spanOf('acme')).toEqual(['2026-03-01T00:00:00.000Z', '2026-03-05T00:00:00.000Z']);
});

test('nothing seen is nothing done', async () => {
  await withTransaction(pool, (tx) => recordFirstSight(tx, []));
});

test('replicas that name the same customers in any order do not deadlock', async () => {
  const at = new Date('2026-03-01T00:00:00Z');
  const names = Array.from({ length: 50 }, (_, i) => `c${i}`);
  const record = (order: readonly string[]) =>
    withTransaction(pool, (tx) =>
      recordFirstSight(
        tx,
        order.map((externalId) => ({ externalId, firstSeenAt: at, lastSeenAt: at })),
      ),
    );
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => record(i % 2 === 0 ? names : names.toReversed())),
  );
  expect(await spanOf('c49')).toHaveLength(2);
});

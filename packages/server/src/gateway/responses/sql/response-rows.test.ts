import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../test/testkit/postgres.ts';
import { createPool, type Pool } from '../../../platform/postgres/index.ts';
import { ResponseOrigins } from '../response-origins.ts';
import { SqlResponseStore } from './response-rows.ts';

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

const origin = (responseId: string, createdAt = new Date()) => ({
  responseId,
  deploymentId: 'd',
  apiKeyId: '00000000-0000-7000-8000-00000000000a',
  teamId: null,
  customerExternalId: 'acme "& søn"',
  createdAt,
});

test('an origin is found by every process, and by none once it is removed', async () => {
  const store = new SqlResponseStore(pool);
  await store.insert([origin('resp_1'), origin('resp_2')]);
  await store.insert([{ ...origin('resp_1'), deploymentId: 'another' }]);
  expect(await store.find('resp_1')).toEqual({
    ...origin('resp_1'),
    createdAt: expect.any(Date),
  });
  await store.remove('resp_1');
  expect(await store.find('resp_1')).toBeNull();
  expect(await store.find('resp_2')).not.toBeNull();
});

test('what a provider no longer keeps is cleared away', async () => {
  const store = new SqlResponseStore(pool);
  await store.insert([origin('resp_old', new Date(Date.now() - 32 * 86_400_000))]);
  await store.insert([origin('resp_new')]);
  expect(await store.find('resp_old')).toBeNull();
});

test('an origin is known here at once, and written when the database is back', async () => {
  const store = new SqlResponseStore(pool);
  let away = true;
  const faults: unknown[] = [];
  const origins = new ResponseOrigins(
    {
      insert: (rows) => (away ? Promise.reject(new Error('away')) : store.insert(rows)),
      find: (id) => store.find(id),
      remove: (id) => store.remove(id),
    },
    (fault) => faults.push(fault),
  );
  origins.remember(origin('resp_3'));
  expect(await origins.find('resp_3')).toMatchObject({ deploymentId: 'd' });
  await expect.poll(() => faults.length).toBe(1);
  expect(await store.find('resp_3')).toBeNull();
  away = false;
  await origins.close();
  expect(await store.find('resp_3')).toMatchObject({ deploymentId: 'd' });
});

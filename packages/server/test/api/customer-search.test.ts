import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool, type Pool, type Queryable } from '../../src/platform/postgres/index.ts';
import {
  type CustomerListQuery,
  countCustomers,
  readCustomers,
} from '../../src/reporting/sql/customer-list.ts';
import { createTestDatabase, type TestDatabase } from '../testkit/postgres.ts';

const CUSTOMERS = 100_000;
const SEARCH: CustomerListQuery = {
  ...{ range: null, search: 'tomer-77123', orderBy: 'EXTERNAL_ID_ASC', reach: 'ALL' },
};

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, { max: 1 });
  await pool.query(
    `insert into customer (external_id, name, first_seen_at, last_seen_at)
     select 'customer-' || n, 'Company ' || md5(n::text), now(), now()
     from generate_series(1, $1::int) as n`,
    [CUSTOMERS],
  );
  await pool.query('vacuum analyze customer, customer_search');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly Plans?: readonly Plan[];
}

/** How PostgreSQL answers whatever is asked, node by node. */
async function planOf(ask: (db: Queryable) => Promise<unknown>): Promise<Plan[]> {
  const plans: Plan[] = [];
  await ask({
    query: async (text, values) => {
      const explained = await pool.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
        `explain (analyze, format json) ${text}`,
        values?.slice(),
      );
      plans.push(...(explained.rows[0]?.['QUERY PLAN'].flatMap(({ Plan }) => nodesOf(Plan)) ?? []));
      return pool.query(text, values?.slice());
    },
  });
  return plans;
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

test.each([
  ['the list', (db: Queryable) => readCustomers(db, SEARCH, { limit: 50, after: null })],
  [
    'the list by when they were seen',
    (db: Queryable) =>
      readCustomers(db, { ...SEARCH, orderBy: 'LAST_SEEN_DESC' }, { limit: 50, after: null }),
  ],
  ['the count', (db: Queryable) => countCustomers(db, SEARCH)],
])('%s of those searched for reads them alone, among 100,000', async (_what, ask) => {
  const nodes = await planOf(ask);
  expect(nodes.map((node) => node['Index Name'])).toContain('customer_search_text_idx');
  expect(nodes.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
  expect(Math.max(...nodes.map((node) => node['Actual Rows']))).toBeLessThan(100);
});

test('a customer is found by its new name at once, and by its old one no more', async () => {
  const found = async (search: string) => (await countCustomers(pool, { ...SEARCH, search })).value;
  await pool.query(`update customer set name = 'Zoë & Söhne' where external_id = 'customer-5'`);
  expect(await found('zoë & sö')).toBe(1);
  expect(await found('tomer-5')).toBeGreaterThan(1);
  await pool.query(`update customer set name = null where external_id = 'customer-5'`);
  expect(await found('zoë & sö')).toBe(0);
});

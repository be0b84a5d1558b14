import { afterAll, beforeAll, expect, test } from 'vitest';
import { COUNT_MEASURES } from '../../src/metering/index.ts';
import { createPool, type Pool, type Queryable } from '../../src/platform/postgres/index.ts';
import type { Interval } from '../../src/reporting/range.ts';
import {
  type CustomerListQuery,
  type CustomerPosition,
  countCustomers,
  type ListedCustomer,
  readCustomers,
} from '../../src/reporting/sql/customer-list.ts';
import { createTestDatabase, type TestDatabase } from '../testkit/postgres.ts';

const CUSTOMERS = 100_000;
const SEARCH: CustomerListQuery = {
  ...{ range: null, search: 'tomer-77123', orderBy: 'EXTERNAL_ID_ASC', reach: 'ALL' },
};

const MONTH: Interval = {
  startsAt: new Date('2026-02-01T00:00:00Z'),
  endsAt: new Date('2026-03-01T00:00:00Z'),
};

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, { max: 1 });
  // An index of trigrams is made sooner of all at once.
  const { rows } = await pool.query<{ indexdef: string }>(
    `select indexdef from pg_indexes where indexname = 'customer_search_text_idx'`,
  );
  await pool.query('drop index customer_search_text_idx');
  await pool.query(
    `insert into customer (external_id, name, first_seen_at, last_seen_at)
     select 'customer-' || n, 'Company ' || md5(n::text), now(), now()
     from generate_series(1, $1::int) as n`,
    [CUSTOMERS],
  );
  await pool.query(rows[0]?.indexdef ?? '');
  // A tenth have spent nothing in the month, and every amount is that of three customers.
  await pool.query(
    `insert into customer_month (customer_external_id, bucket_start, charge,
       ${[...COUNT_MEASURES, 'cost'].join(', ')})
     select 'customer-' || n, $2, amount, ${[...COUNT_MEASURES, 'cost'].map(() => '0').join(', ')}
     from (select n, (n / 3 * 7919 % 10007)::numeric ^ 3 / 1000000000 as amount
       from generate_series(1, $1::int) as n where n % 10 > 0) as spent`,
    [CUSTOMERS, MONTH.startsAt],
  );
  await pool.query('vacuum analyze customer, customer_search, customer_month');
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

const BY_SPEND: CustomerListQuery = { ...SEARCH, range: MONTH, orderBy: 'SPEND_DESC' };

test.each([
  ['all', null, undefined],
  ['those searched for', 'tomer-77123', false],
  ['many who are searched for', 'customer', true],
])('of %s, those who spent most in a month are found by index, among 100,000', async (...given) => {
  const [, search, many = false] = given;
  const page = { limit: 50, after: null, many };
  const nodes = await planOf((db) => readCustomers(db, { ...BY_SPEND, search }, page));
  expect(nodes.filter((node) => node['Actual Rows'] > 5_000)).toEqual([]);
});

test.each([
  ['mer-9', true],
  ['mer-99', false],
  ['R-99', true],
  ['r-99', false],
])(
  'a page of a search for %j (many: %j) is that of all, by spend and then by id',
  async (search, many) => {
    const found = await pool.query<{ id: string }>(
      `select external_id as id from customer left join customer_month on customer_external_id = external_id
     where external_id ilike '%' || $1 || '%' order by coalesce(charge, 0) desc, external_id collate "C" limit 1000`,
      [search],
    );
    const ids: string[] = [];
    let after: CustomerPosition | null = null;
    do {
      const page = { limit: 300, after, many };
      const listed: ListedCustomer[] = await readCustomers(pool, { ...BY_SPEND, search }, page);
      ids.push(...listed.slice(0, 300).map(({ customer }) => customer.externalId));
      after = listed[300] && ids.length < 1_000 ? (listed[299]?.position ?? null) : null;
    } while (after !== null);
    expect(ids.slice(0, 1000)).toEqual(found.rows.map(({ id }) => id));
  },
);

test.each([
  ['c:\\100%_é🙂', ['c:\\', '\\1', '%_', '0%', '🙂', 'É🙂', 'C:\\100%_É🙂', '\\', '_']],
  ['ǅ𝒳-ẞ', ['ǆ', '𝒳', 'ß', '-ß']],
])('%s is found by %j, and nobody else is', async (externalId, searches) => {
  await pool.query(
    `insert into customer (external_id, first_seen_at, last_seen_at) values ($1, now(), now())`,
    [externalId],
  );
  for (const search of searches) {
    for (const many of [false, true]) {
      const listed = await readCustomers(
        pool,
        { ...BY_SPEND, search },
        { limit: 50, after: null, many },
      );
      expect(listed.map(({ customer }) => customer.externalId)).toEqual([externalId]);
    }
    expect(await countCustomers(pool, { ...SEARCH, search })).toEqual({ value: 1, capped: false });
  }
});

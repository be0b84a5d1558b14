import type { Queryable, TimePage } from '../../platform/postgres/index.ts';

export interface TestClockRow {
  readonly id: string;
  readonly name: string;
  /** What time it is for its customers. */
  readonly now: Date;
  readonly customers: readonly string[];
  readonly createdAt: Date;
  readonly createdBy: string;
}

const COLUMNS = `k.id, k.name, k.now, k.created_at as "createdAt", k.created_by as "createdBy",
  array(select c.customer_external_id from test_clock_customer c where c.test_clock_id = k.id
    order by c.customer_external_id collate "C") as customers`;

export async function findTestClock(db: Queryable, id: string): Promise<TestClockRow | null> {
  const { rows } = await db.query<TestClockRow>(
    `select ${COLUMNS} from test_clock k where k.id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

/** Latest first; of one customer there is one at most. */
export async function listTestClocks(
  db: Queryable,
  customer: string | null,
  page: TimePage,
): Promise<TestClockRow[]> {
  const { rows } = await db.query<TestClockRow>(
    `select ${COLUMNS} from test_clock k
     where ($2::timestamptz is null or (k.created_at, k.id) < ($2, $3::uuid))
       and ($4::text is null or k.id = (select c.test_clock_id from test_clock_customer c
         where c.customer_external_id = $4))
     order by k.created_at desc, k.id desc limit $1`,
    [page.limit, page.after?.createdAt ?? null, page.after?.id ?? null, customer],
  );
  return rows;
}

export async function insertTestClock(db: Queryable, clock: TestClockRow): Promise<void> {
  await db.query(
    'insert into test_clock (id, name, now, created_at, created_by) values ($1, $2, $3, $4, $5)',
    [clock.id, clock.name, clock.now, clock.createdAt, clock.createdBy],
  );
  await db.query(
    `insert into test_clock_customer (customer_external_id, test_clock_id)
     select customer, $2 from unnest($1::text[]) as customer`,
    [clock.customers, clock.id],
  );
}

/** Those of the customers that have an invoice or a clock already. */
export async function customersWithPast(
  db: Queryable,
  customers: readonly string[],
): Promise<string[]> {
  const { rows } = await db.query<{ customer: string }>(
    `select customer from unnest($1::text[]) as customer
     where exists (select from invoice where customer_external_id = customer)
       or exists (select from test_clock_customer where customer_external_id = customer)
     order by customer collate "C"`,
    [customers],
  );
  return rows.map(({ customer }) => customer);
}

/** False when it is past that time. */
export async function moveTestClock(db: Queryable, id: string, to: Date): Promise<boolean> {
  const { rowCount } = await db.query(
    'update test_clock set now = $2 where id = $1 and now <= $2',
    [id, to],
  );
  return rowCount === 1;
}

export async function deleteTestClock(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from test_clock where id = $1', [id]);
  return rowCount === 1;
}

/** What time it is for those customers who have a time of their own. */
export async function readTestTimes(
  db: Queryable,
  customers: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await db.query<{ customer: string; now: Date }>(
    `select c.customer_external_id as customer, k.now
     from test_clock_customer c join test_clock k on k.id = c.test_clock_id
     where c.customer_external_id = any($1)`,
    [customers],
  );
  return new Map(rows.map(({ customer, now }) => [customer, now]));
}

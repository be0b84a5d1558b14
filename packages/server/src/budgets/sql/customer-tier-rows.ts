import type { Queryable } from '../../platform/postgres/index.ts';

export interface CustomerTierRow {
  readonly customer_external_id: string;
  readonly tier_id: string;
  readonly assigned_at: Date;
  readonly assigned_by: string;
}

const COLUMNS = 'customer_external_id, tier_id, assigned_at, assigned_by';
const COUNTED = 10_000;

/** Puts customers on a tier; who is on it already keeps the date. Rows are taken in one order. */
export async function assignCustomers(
  tx: Queryable,
  assignment: {
    readonly customers: readonly string[];
    readonly tierId: string;
    readonly at: Date;
    readonly by: string;
  },
): Promise<void> {
  await tx.query(
    `insert into customer_tier as present (${COLUMNS})
     select customer, $2, $3, $4 from unnest($1::text[]) as customer
     on conflict (customer_external_id) do update
       set tier_id = excluded.tier_id, assigned_at = excluded.assigned_at,
           assigned_by = excluded.assigned_by
       where present.tier_id <> excluded.tier_id`,
    [assignment.customers.toSorted(), assignment.tierId, assignment.at, assignment.by],
  );
}

export async function unassignCustomers(
  tx: Queryable,
  customers: readonly string[],
): Promise<void> {
  await tx.query('delete from customer_tier where customer_external_id = any($1)', [customers]);
}

/** Moves everybody from one tier to another; returns who that was. */
export async function moveCustomers(
  tx: Queryable,
  move: { readonly from: string; readonly to: string; readonly at: Date; readonly by: string },
): Promise<string[]> {
  const { rows } = await tx.query<{ customer_external_id: string }>(
    `with held as (
       select customer_external_id from customer_tier
        where tier_id = $1 order by customer_external_id for update
     )
     update customer_tier set tier_id = $2, assigned_at = $3, assigned_by = $4
       from held where customer_tier.customer_external_id = held.customer_external_id
     returning customer_tier.customer_external_id`,
    [move.from, move.to, move.at, move.by],
  );
  return rows.map((row) => row.customer_external_id);
}

export interface TierCustomersQuery {
  readonly tierId: string;
  readonly limit: number;
  /** An external id. */
  readonly after: string | null;
}

/** Customers of each tier that is asked for, in order of their external id. */
export async function listTierCustomers(
  db: Queryable,
  queries: readonly TierCustomersQuery[],
): Promise<CustomerTierRow[][]> {
  const { rows } = await db.query<CustomerTierRow & { readonly position: number }>(
    `select q.position::int, c.*
       from unnest($1::uuid[], $2::text[], $3::int[])
         with ordinality as q (tier_id, after_id, most, position)
      cross join lateral (
        select ${COLUMNS} from customer_tier
         where tier_id = q.tier_id
           and (q.after_id is null or customer_external_id collate "C" > q.after_id)
         order by customer_external_id collate "C" limit q.most) c
      order by q.position, c.customer_external_id collate "C"`,
    [
      queries.map((query) => query.tierId),
      queries.map((query) => query.after),
      queries.map((query) => query.limit),
    ],
  );
  const byPosition = Map.groupBy(rows, (row) => row.position);
  return queries.map((_, index) => byPosition.get(index + 1) ?? []);
}

/** How many customers are on each of the tiers; counting stops past 10,000. */
export async function countTierCustomers(
  db: Queryable,
  tierIds: readonly string[],
): Promise<Map<string, { value: number; capped: boolean }>> {
  const { rows } = await db.query<{ tier_id: string; count: number }>(
    `select tier_id, (select count(*) from
         (select from customer_tier c where c.tier_id = t.tier_id limit ${COUNTED + 1}) counted) as count
       from unnest($1::uuid[]) as t (tier_id)`,
    [tierIds],
  );
  return new Map(
    rows.map(({ tier_id, count }) => [
      tier_id,
      { value: Math.min(count, COUNTED), capped: count > COUNTED },
    ]),
  );
}

export async function loadCustomerTiers(
  db: Queryable,
  customers: readonly string[] | null,
): Promise<CustomerTierRow[]> {
  const { rows } = await db.query<CustomerTierRow>(
    `select ${COLUMNS} from customer_tier where $1::text[] is null or customer_external_id = any($1)`,
    [customers],
  );
  return rows;
}

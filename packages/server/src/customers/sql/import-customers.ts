import type { Queryable } from '../../platform/postgres/index.ts';

/** Creates customers that another installation knew; those that are here keep the name they have. */
export async function importCustomers(
  tx: Queryable,
  customers: readonly { readonly externalId: string; readonly name: string | null }[],
  at: Date,
): Promise<void> {
  const sorted = customers.toSorted((a, b) => (a.externalId < b.externalId ? -1 : 1));
  await tx.query(
    `insert into customer as c (external_id, name, first_seen_at, last_seen_at)
     select external_id, name, $3, $3 from unnest($1::text[], $2::text[]) as t (external_id, name)
     where char_length(external_id) between 1 and 256
     on conflict (external_id) do update set name = coalesce(c.name, excluded.name)`,
    [sorted.map(({ externalId }) => externalId), sorted.map(({ name }) => name), at],
  );
}

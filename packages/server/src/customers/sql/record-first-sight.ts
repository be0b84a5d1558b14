import type { Queryable } from '../../platform/postgres/index.ts';

/** When events named a customer. */
export interface Sighting {
  readonly externalId: string;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

/**
 * Creates the customers that events name, and widens the span in which they were seen. Runs inside
 * the caller's transaction, with one sighting for each customer; rows are taken in one order, so that
 * replicas cannot deadlock.
 */
export async function recordFirstSight(
  tx: Queryable,
  sightings: readonly Sighting[],
): Promise<void> {
  if (sightings.length === 0) return;
  const sorted = sightings.toSorted((a, b) => (a.externalId < b.externalId ? -1 : 1));
  await tx.query(
    `insert into customer as c (external_id, first_seen_at, last_seen_at)
     select * from unnest($1::text[], $2::timestamptz[], $3::timestamptz[])
     on conflict (external_id) do update
       set first_seen_at = least(c.first_seen_at, excluded.first_seen_at),
           last_seen_at = greatest(c.last_seen_at, excluded.last_seen_at)`,
    [
      sorted.map((sighting) => sighting.externalId),
      sorted.map((sighting) => sighting.firstSeenAt),
      sorted.map((sighting) => sighting.lastSeenAt),
    ],
  );
}

import type { Queryable } from '../../platform/postgres/index.ts';

/** A customer was named by an event that occurred at this time. */
export interface Sighting {
  readonly externalId: string;
  readonly at: Date;
}

/**
 * Creates the customers that events name, and widens the span in which they were seen. Runs inside
 * the caller's transaction; rows are taken in one order, so that replicas cannot deadlock.
 */
export async function recordFirstSight(
  tx: Queryable,
  sightings: readonly Sighting[],
): Promise<void> {
  const spans = spansOf(sightings);
  if (spans.length === 0) return;
  await tx.query(
    `insert into customer as c (external_id, first_seen_at, last_seen_at)
     select * from unnest($1::text[], $2::timestamptz[], $3::timestamptz[])
     on conflict (external_id) do update
       set first_seen_at = least(c.first_seen_at, excluded.first_seen_at),
           last_seen_at = greatest(c.last_seen_at, excluded.last_seen_at)
     where c.first_seen_at > excluded.first_seen_at or c.last_seen_at < excluded.last_seen_at`,
    [spans.map((s) => s.externalId), spans.map((s) => s.first), spans.map((s) => s.last)],
  );
}

function spansOf(sightings: readonly Sighting[]) {
  const spans = new Map<string, { externalId: string; first: Date; last: Date }>();
  for (const { externalId, at } of sightings) {
    const span = spans.get(externalId) ?? { externalId, first: at, last: at };
    if (at < span.first) span.first = at;
    if (at > span.last) span.last = at;
    spans.set(externalId, span);
  }
  return [...spans.values()].sort((a, b) => (a.externalId < b.externalId ? -1 : 1));
}

import { type Pool, withTransaction } from '../platform/postgres/index.ts';
import { NEXT_SEQUENCE } from './sql/ingest.ts';
import { REBUILD_STEPS } from './sql/rebuild.ts';

/**
 * Makes dimensions, rollups and customer totals anew from the record, as far back as it is
 * kept, in one transaction: readers see the old ones until it is done, and recording waits.
 */
export function rebuildRollups(pool: Pool): Promise<void> {
  return withTransaction(pool, async (tx) => {
    await tx.query(NEXT_SEQUENCE);
    for (const step of REBUILD_STEPS) await tx.query(step);
  });
}

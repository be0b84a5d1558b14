import type { Journal } from '../platform/journal/index.ts';
import type { Pool } from '../platform/postgres/index.ts';

/**
 * Ready as long as calls can be served and recorded. Without the database they still can, until the
 * journal is full: that is said here, but it does not take the server out of service.
 */
export async function checkReadiness(deps: {
  pool: Pool;
  journal: Journal;
}): Promise<{ ready: boolean; checks: Record<string, unknown> }> {
  const database = await deps.pool.query('select 1').then(
    () => 'up',
    () => 'down',
  );
  const { accepting, ...journal } = deps.journal.stats();
  return { ready: accepting, checks: { database, journal: { ...journal, accepting } } };
}

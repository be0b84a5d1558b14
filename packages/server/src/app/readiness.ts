import type { Readiness } from '../platform/http/index.ts';
import type { Journal } from '../platform/journal/index.ts';
import type { Pool } from '../platform/postgres/index.ts';

/** A database that takes longer to say a word is not there. */
const DATABASE_PATIENCE_MS = 2_000;

/**
 * Ready as long as calls can be served and recorded. Without the database they still can, until the
 * journal is full: that is said here, but it does not take the server out of service.
 */
export async function checkReadiness(deps: { pool: Pool; journal: Journal }): Promise<Readiness> {
  const database = await checkDatabase(deps.pool);
  const journal = deps.journal.stats();
  const working = database === 'up' ? 'ready' : 'degraded';
  return {
    status: journal.accepting ? working : 'not ready',
    checks: { database, journal: { ...journal } },
  };
}

function checkDatabase(pool: Pool): Promise<'up' | 'down'> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('down'), DATABASE_PATIENCE_MS);
    const tell = (answer: 'up' | 'down') => () => {
      clearTimeout(timer);
      resolve(answer);
    };
    pool.query('select 1').then(tell('up'), tell('down'));
  });
}

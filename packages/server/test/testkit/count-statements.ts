import pg from 'pg';
import { vi } from 'vitest';

/** As the connection that listens does every so often, whatever is being counted. */
const HEARTBEAT = 'select 1';

/** How many statements this process sends while `work` runs, by pools and by the ORM alike: both go through `pg`. */
export async function countStatements(work: () => Promise<unknown>): Promise<number> {
  const spy = vi.spyOn(pg.Client.prototype, 'query');
  try {
    await work();
    const sent = spy.mock.calls.map(([statement]) => statement as unknown);
    return sent.filter((statement) => statement !== HEARTBEAT).length;
  } finally {
    spy.mockRestore();
  }
}

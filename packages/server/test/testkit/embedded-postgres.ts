import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockHome } from '../../src/platform/postgres/embedded/home-lock.ts';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/platform/postgres/embedded/index.ts';
import { stopOrphan } from '../../src/platform/postgres/embedded/stop-postmaster.ts';

const PREFIX = 'tollgate-postgres-';
const YOUNGEST_ABANDONED_MS = 60_000;

/** Nothing in a test outlives a power loss, so nothing waits for the disk. */
const TEST_SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '200' };

/** A PostgreSQL of its own in a temporary folder; `stop` removes both. */
export async function startTemporaryPostgres(): Promise<EmbeddedPostgres> {
  await sweepAbandoned();
  const dataDir = await mkdtemp(join(tmpdir(), PREFIX));
  // As root, PostgreSQL runs as another user, who must be able to pass through.
  await chmod(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir, settings: TEST_SETTINGS });
  const stop = async () => {
    await server.stop();
    await removeDataDirectory(dataDir);
  };
  return { connectionString: server.connectionString, stop };
}

/** Removes a data directory, and the folder that it leads to if it leads to one. */
export async function removeDataDirectory(dataDir: string): Promise<void> {
  const elsewhere = (await readFile(join(dataDir, 'location'), 'utf8').catch(() => '')).trim();
  if (elsewhere !== '') await rm(elsewhere, { recursive: true, force: true });
  await rm(dataDir, { recursive: true, force: true });
}

/** Ends and removes what test runs that were killed have left in the temporary folder. */
async function sweepAbandoned(): Promise<void> {
  const names = await readdir(tmpdir());
  const folders = names.filter((name) => name.startsWith(PREFIX)).map((n) => join(tmpdir(), n));
  await Promise.allSettled(folders.map(removeIfAbandoned));
}

async function removeIfAbandoned(folder: string): Promise<void> {
  if (Date.now() - (await stat(folder)).mtimeMs < YOUNGEST_ABANDONED_MS) return;
  // Fails, and so leaves the folder alone, when its test run is still there.
  await lockHome(folder);
  await stopOrphan(join(folder, 'data'), () => undefined);
  await removeDataDirectory(folder);
}

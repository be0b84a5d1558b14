import { Secret } from '../kernel/index.ts';
import type { Config } from '../platform/config/index.ts';
import type { Logger } from '../platform/log/index.ts';
import { startEmbeddedPostgres } from '../platform/postgres/embedded/index.ts';
import { migrate } from '../platform/postgres/index.ts';
import type { DataDirectory } from './data-directory.ts';

export interface OpenDatabase extends AsyncDisposable {
  readonly url: Secret;
  readonly embedded: boolean;
}

/**
 * The configured database, or that of the server running in this folder, or an embedded one started
 * for as long as this is held. Migrated in every case.
 */
export async function openDatabase({
  config,
  data,
  log,
}: {
  config: Config;
  data: DataDirectory;
  log: Logger;
}): Promise<OpenDatabase> {
  const existing = config.databaseUrl?.reveal() ?? data.running()?.databaseUrl;
  if (existing !== undefined) {
    await migrate(existing);
    return {
      url: new Secret(existing),
      embedded: false,
      [Symbol.asyncDispose]: async () => undefined,
    };
  }
  const postgres = await startEmbeddedPostgres({
    dataDir: data.database,
    log: (line) => log.info(line),
  });
  try {
    await migrate(postgres.connectionString);
  } catch (fault) {
    await postgres.stop();
    throw fault;
  }
  return {
    url: new Secret(postgres.connectionString),
    embedded: true,
    [Symbol.asyncDispose]: () => postgres.stop(),
  };
}

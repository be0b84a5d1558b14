import { fileURLToPath } from 'node:url';
import pg from 'pg';
import Postgrator from 'postgrator';
import { OperatorError } from '../../kernel/index.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../migrations/', import.meta.url));
const OLDEST_SERVER_VERSION = 140_000;
const MIGRATION_LOCK = 7_446_552_001;

/**
 * Brings a database up to date with `migrations/`. Replicas may call it at once: one migrates, the
 * others wait. An applied file that was edited since is refused.
 */
export async function migrate(connectionString: string): Promise<void> {
  const client = await connect(connectionString);
  try {
    await refuseOldServer(client);
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await runMigrations(client);
  } finally {
    await client.end();
  }
}

async function connect(connectionString: string): Promise<pg.Client> {
  try {
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  } catch (cause) {
    throw new OperatorError(`Cannot reach the database: ${describeFault(cause)}`, { cause });
  }
}

async function refuseOldServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number; text: string }>(
    `select current_setting('server_version_num')::int as version, current_setting('server_version') as text`,
  );
  const server = rows[0];
  if (server !== undefined && server.version < OLDEST_SERVER_VERSION) {
    throw new OperatorError(`PostgreSQL ${server.text} is too old: Tollgate needs 14 or newer`);
  }
}

async function runMigrations(client: pg.Client): Promise<void> {
  const postgrator = new Postgrator({
    migrationPattern: `${MIGRATIONS}*.sql`,
    driver: 'pg',
    schemaTable: 'tollgate_migration',
    execQuery: (query) => client.query(query),
    execSqlScript: async (script) => {
      await client.query(`begin;\n${script};\ncommit;`);
    },
  });
  try {
    await postgrator.migrate();
  } catch (cause) {
    throw new OperatorError(`Cannot migrate the database: ${describeFault(cause)}`, { cause });
  }
}

/** Node reports a refused connection to several addresses as an AggregateError with no message. */
function describeFault(fault: unknown): string {
  if (fault instanceof AggregateError) return fault.errors.map(describeFault).join('; ');
  return fault instanceof Error ? fault.message : String(fault);
}

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
    await refuseUnfit(client);
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

interface Server {
  readonly version: number;
  readonly text: string;
  readonly encoding: string;
  readonly dateStyle: string;
}

/** Text in another encoding loses letters, and times in another style are not understood here. */
async function refuseUnfit(client: pg.Client): Promise<void> {
  const { rows } = await client.query<Server>(
    `select current_setting('server_version_num')::int as version, current_setting('server_version') as text,
       current_setting('server_encoding') as encoding, current_setting('DateStyle') as "dateStyle"`,
  );
  const problem = rows[0] && problemOf(rows[0]);
  if (problem) throw new OperatorError(problem);
}

function problemOf({ version, text, encoding, dateStyle }: Server): string | null {
  if (version < OLDEST_SERVER_VERSION) {
    return `PostgreSQL ${text} is too old: Tollgate needs 14 or newer`;
  }
  if (encoding !== 'UTF8') {
    return `The database is encoded in ${encoding}: Tollgate needs one made with encoding 'UTF8'`;
  }
  if (!dateStyle.startsWith('ISO')) {
    return `The database writes dates in the style "${dateStyle}": Tollgate needs "ISO" (alter database … set datestyle = 'ISO')`;
  }
  return null;
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

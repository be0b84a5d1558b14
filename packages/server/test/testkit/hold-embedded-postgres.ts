import { startEmbeddedPostgres } from '../../src/platform/postgres/embedded/index.ts';

/** A process to be killed: starts a database in the folder it is given, says where, and waits. */
const [dataDir = ''] = process.argv.slice(2);
const { connectionString } = await startEmbeddedPostgres({ dataDir });
process.stdout.write(`${connectionString}\n`);
setInterval(() => undefined, 60_000);

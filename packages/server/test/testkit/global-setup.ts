import { randomBytes } from 'node:crypto';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../src/platform/postgres/migrate.ts';
import { startTemporaryPostgres } from './embedded-postgres.ts';
import { databaseUrl, runOnServer } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server, and the migrated database in it that test databases are copies of. */
    postgres: { readonly serverUrl: string; readonly template: string };
  }
}

/**
 * One PostgreSQL for the whole run: the server that TEST_DATABASE_URL names (its user must be
 * allowed to create databases), or else an embedded one that is gone afterwards.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'];
  const server = given ? useServer(given) : await startTemporaryPostgres();
  const serverUrl = server.connectionString;
  const template = `tollgate_template_${randomBytes(4).toString('hex')}`;
  await runOnServer(serverUrl, `create database ${template}`);
  await migrate(databaseUrl(serverUrl, template));
  project.provide('postgres', { serverUrl, template });
  return async () => {
    await runOnServer(serverUrl, `drop database ${template} with (force)`);
    await server.stop();
  };
}

function useServer(connectionString: string) {
  return { connectionString, stop: async () => undefined };
}

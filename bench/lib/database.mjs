import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { constants, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { familyCpuSeconds, parentOf, programOf } from './cpu.mjs';
import { serverModule, serverPackage } from './server-package.mjs';

const pg = serverPackage('pg');

/**
 * An empty database for one run: on the server DATABASE_URL names, else on an embedded PostgreSQL
 * started here, on the core of this process. That one yields to the load, which would otherwise wait
 * for it and leave what is measured idle.
 */
export async function createDatabase() {
  const server = process.env.DATABASE_URL ? givenServer() : await embeddedServer();
  const name = `tollgate_bench_${randomBytes(4).toString('hex')}`;
  await runOn(server.url, `create database ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const postmaster = await localPostmaster(client);
  if (server.kind === 'embedded') setPriority(postmaster, constants.priority.PRIORITY_LOW);
  return {
    url: url.href,
    version: (await client.query('show server_version')).rows[0].server_version,
    kind: server.kind,
    query: (text) => client.query(text).then(({ rows }) => rows),
    /** CPU seconds of the whole server; null when it runs on another machine. */
    cpuSeconds: () => (postmaster === null ? null : familyCpuSeconds(postmaster)),
    async drop() {
      await client.end();
      await runOn(server.url, `drop database ${name} with (force)`);
      await server.stop();
    },
  };
}

function givenServer() {
  return { url: process.env.DATABASE_URL, kind: 'DATABASE_URL', stop: async () => undefined };
}

async function embeddedServer() {
  const { startEmbeddedPostgres } = await serverModule('platform/postgres/embedded/index.js');
  const dataDir = await mkdtemp(join(tmpdir(), 'tollgate-bench-postgres-'));
  // As root, PostgreSQL runs as another user, who must be able to pass through.
  await chmod(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir });
  return {
    url: server.connectionString,
    kind: 'embedded',
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function runOn(url, statement) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The parent of the process that serves this connection, if both are on this machine. */
async function localPostmaster(client) {
  const [{ pid }] = (await client.query('select pg_backend_pid() as pid')).rows;
  return programOf(pid)?.startsWith('postgres') ? parentOf(pid) : null;
}

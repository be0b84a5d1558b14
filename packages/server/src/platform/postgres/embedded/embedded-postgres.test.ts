import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { removeDataDirectory } from '../../../../test/testkit/embedded-postgres.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './index.ts';
import { identifyProcess, isPostmasterOf } from './process-identity.ts';

const HOLDER = fileURLToPath(
  new URL('../../../../test/testkit/hold-embedded-postgres.ts', import.meta.url),
);
const isRoot = process.getuid?.() === 0;

let dataDir: string;
let started: EmbeddedPostgres[];
let logged: string[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'embedded-'));
  // As root, PostgreSQL runs as another user, who must be able to pass through.
  await chmod(dataDir, 0o711);
  started = [];
  logged = [];
});

afterEach(async () => {
  await Promise.all(started.map((server) => server.stop()));
  await removeDataDirectory(dataDir);
});

describe('the embedded PostgreSQL', () => {
  test('keeps its rows from one start to the next', async () => {
    const first = await start();
    await writeNote(first.connectionString, 'kept');
    await first.stop();

    const second = await start();

    expect(await readNotes(second.connectionString)).toEqual(['kept']);
  });

  test('reads and sorts text alike on every machine', async () => {
    const { connectionString } = await start();
    const [row] = await query(
      connectionString,
      `select current_setting('server_encoding') as encoding, current_setting('TimeZone') as zone,
              lower('ÄÖ') as lowered, 'Z' < 'a' as by_code_point`,
    );
    expect(row).toEqual({ encoding: 'UTF8', zone: 'UTC', lowered: 'äö', by_code_point: true });
  });

  test('is reached over the loopback address and with its password only', async () => {
    const { connectionString } = await start();
    const [row] = await query(
      connectionString,
      `select current_setting('listen_addresses') as hosts, current_setting('unix_socket_directories') as sockets`,
    );
    expect(row).toEqual({ hosts: '127.0.0.1', sockets: '' });
    const stranger = new URL(connectionString);
    stranger.password = 'guessed';
    await expect(query(stranger.href, 'select 1')).rejects.toThrow(/password/);
    expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
  });

  test('is out of reach of signals for this process group', async () => {
    await start();
    const pid = await postmasterPid();
    // To be the leader of a group of its own is to be outside ours.
    expect(() => process.kill(-pid, 0)).not.toThrow();
  });

  test('is gone when stop returns, however often it is called', async () => {
    const server = await start();
    const pid = await postmasterPid();
    await Promise.all([server.stop(), server.stop()]);
    expect(identifyProcess(pid)).toBeNull();
  });

  test('replaces the server that a killed process left behind, with every committed row', async () => {
    const holder = await startInOtherProcess();
    await writeNote(holder.connectionString, 'committed');
    const orphan = await postmasterPid();
    await holder.kill();
    expect(isPostmasterOf(orphan, join(dataDir, 'data'))).toBe(true);

    const { connectionString } = await start();

    expect(identifyProcess(orphan)).toBeNull();
    expect(await readNotes(connectionString)).toEqual(['committed']);
    expect(logged).toContainEqual(expect.stringContaining(`(process ${orphan})`));
  });

  test('recovers when the server was killed as well', async () => {
    const holder = await startInOtherProcess();
    await writeNote(holder.connectionString, 'committed');
    process.kill(await postmasterPid(), 'SIGKILL');
    await holder.kill();

    const { connectionString } = await start();

    expect(await readNotes(connectionString)).toEqual(['committed']);
  });

  test('is not taken away from a process that still runs', async () => {
    const holder = await startInOtherProcess();
    await expect(start()).rejects.toThrow(`in use by another Tollgate (process ${holder.pid})`);
    expect(await query(holder.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
    await holder.kill();
    await start();
  });

  test('starts although the number in a stale note belongs to another process by now', async () => {
    await (await start()).stop();
    await writeFile(join(dataDir, 'data', 'postmaster.pid'), `${process.pid}\n`);

    const { connectionString } = await start();

    expect(await query(connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('begins again after a creation that was interrupted', async () => {
    await mkdir(join(dataDir, 'draft-0a1b2c3d', 'data', 'base'), { recursive: true });
    const { connectionString } = await start();
    await expect(stat(join(dataDir, 'draft-0a1b2c3d'))).rejects.toThrow('ENOENT');
    expect(await query(connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('says in one line, with the words of PostgreSQL, why it does not start', async () => {
    await (await start()).stop();
    await appendFile(join(dataDir, 'data', 'postgresql.conf'), '\nno_such_setting = 1\n');
    await expect(start()).rejects.toThrow(/^PostgreSQL does not start: .*no_such_setting.*$/);
  });

  test('refuses the database of another PostgreSQL release', async () => {
    await (await start()).stop();
    await writeFile(join(dataDir, 'data', 'PG_VERSION'), '12\n');
    await expect(start()).rejects.toThrow(/made by PostgreSQL 12 .*pg_dump/);
  });

  test('refuses a database whose password is lost', async () => {
    await (await start()).stop();
    await rm(join(dataDir, 'password'));
    await expect(start()).rejects.toThrow(/password .* missing .*restore/);
  });
});

describe.runIf(isRoot)('root, in a folder that the user postgres cannot enter', () => {
  beforeEach(() => chmod(dataDir, 0o700));

  test('keeps the rows elsewhere, says where, and leaves the folder closed', async () => {
    const first = await start();
    await writeNote(first.connectionString, 'kept');
    await first.stop();
    const home = (await readFile(join(dataDir, 'location'), 'utf8')).trim();
    const second = await start();

    expect(home).toMatch(/^\/var\/lib\/tollgate\/[0-9a-f]{16}/);
    expect(await readNotes(second.connectionString)).toEqual(['kept']);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  });

  test('does not begin with an empty database when the other place has vanished', async () => {
    await (await start()).stop();
    const home = (await readFile(join(dataDir, 'location'), 'utf8')).trim();
    await rm(home, { recursive: true });
    await expect(start()).rejects.toThrow(`was in ${home}, which is not there`);
  });
});

describe.runIf(isRoot)('root, in a folder that was closed later', () => {
  test('does not leave the rows behind', async () => {
    await (await start()).stop();
    await chmod(dataDir, 0o700);
    await expect(start()).rejects.toThrow(/can no longer enter/);
  });
});

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, log: (line) => logged.push(line) });
  started.push(server);
  return server;
}

async function startInOtherProcess() {
  const child = spawn(process.execPath, [HOLDER, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [line] = await once(child.stdout, 'data');
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return { pid: child.pid, connectionString: String(line).trim(), kill };
}

async function postmasterPid(): Promise<number> {
  const note = await readFile(join(dataDir, 'data', 'postmaster.pid'), 'utf8');
  return Number.parseInt(note, 10);
}

async function writeNote(connectionString: string, text: string): Promise<void> {
  await query(connectionString, 'create table if not exists note (text text)');
  await query(connectionString, `insert into note values ('${text}')`);
}

async function readNotes(connectionString: string): Promise<unknown[]> {
  return (await query(connectionString, 'select text from note')).map((row) => row['text']);
}

async function query(
  connectionString: string,
  statement: string,
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

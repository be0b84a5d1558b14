import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { freePort } from '../../src/platform/postgres/embedded/free-port.ts';
import { createPool } from '../../src/platform/postgres/index.ts';
import { removeDataDirectory } from '../testkit/embedded-postgres.ts';
import { customerOf, ENDLESS_CALL, startCountingUpstream } from './support/counting-upstream.ts';
import { untilShipped, writeConfig } from './support/metered-server.ts';
import { type Caller, placeCall } from './support/place-call.ts';
import { NO_PROBLEMS, recount } from './support/recount.ts';
import { runLoad } from './support/run-load.ts';

const CLI = fileURLToPath(new URL('../../dist/app/cli.js', import.meta.url));
const KEY = 'sk-shutdown-test-0123456789abcdef';

test('case 39: a server told to stop under load ends well, its database with it, and everything is recorded', async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startCountingUpstream(), (each) => each.stop());
  const config = stack.adopt(
    await writeConfig(upstream.baseUrl, '{ shutdown_grace_ms: 4000 }'),
    (each) => each.remove(),
  );
  const dataDir = await mkdtemp(join(tmpdir(), 'tollgate-shutdown-'));
  stack.defer(() => removeDataDirectory(dataDir));
  stack.defer(() => removeDataDirectory(join(dataDir, 'postgres')));
  // As root, PostgreSQL runs as another user, who must be able to pass through.
  await chmod(dataDir, 0o711);
  const server = await startWithOwnDatabase({ dataDir, config: config.path });
  stack.defer(() => server.kill());
  const postmaster = await postmasterOf(dataDir);

  let told = false;
  const endless = placeCall(server.caller, ENDLESS_CALL);
  const observations = await runLoad({
    ...{ calls: 600, concurrency: 32 },
    place: (call) => placeCall(server.caller, call),
    onAnswer: (complete) => {
      if (complete < 300 || told) return;
      told = true;
      server.child.kill('SIGTERM');
    },
  });
  observations.push(await endless);

  expect(await server.exited).toBe(0);
  expect(isAlive(postmaster)).toBe(false);
  expect(await readdir(join(dataDir, 'journal'))).toEqual([]);
  const again = await startWithOwnDatabase({ dataDir, config: config.path });
  stack.defer(() => again.kill());
  await untilShipped(again.caller.url);
  const pool = stack.adopt(createPool(await databaseUrlOf(dataDir)), (each) => each.end());
  const reached = observations.filter((seen) => upstream.received.has(seen.call));
  const { problems, figures } = await recount(pool, reached, upstream.received);
  console.log('told to stop at 300 of 600 calls, one of them endless:', figures);
  expect(problems).toEqual(NO_PROBLEMS);
  expect(figures).toMatchObject({ events: reached.length, unknown: 0, broken: 1 });
  expect(reached.find((seen) => !seen.complete)?.call).toBe(ENDLESS_CALL);
  // Cut off by this server: that is not laid at the provider's door.
  const { rows } = await pool.query<{ code: string | null }>(
    'select error_code as code from spend_event where customer_external_id = $1',
    [customerOf(ENDLESS_CALL)],
  );
  expect([null, 'shutting_down']).toContain(rows[0]?.code);
  again.child.kill('SIGTERM');
  expect(await again.exited).toBe(0);
});

interface OwnServer {
  readonly caller: Caller;
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  kill(): Promise<void>;
}

/** Starts the built server as a newcomer does: with its embedded database. */
async function startWithOwnDatabase({
  dataDir,
  config,
}: {
  dataDir: string;
  config: string;
}): Promise<OwnServer> {
  const port = await freePort('127.0.0.1');
  const { PATH } = process.env;
  const child = spawn(process.execPath, [CLI, 'serve'], {
    stdio: 'ignore',
    env: {
      ...{ PATH, TOLLGATE_CONFIG: config, TOLLGATE_DATA_DIR: dataDir },
      ...{ TOLLGATE_HOST: '127.0.0.1', TOLLGATE_PORT: String(port), TOLLGATE_MASTER_KEY: KEY },
    },
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const url = `http://127.0.0.1:${port}`;
  const isReady = () =>
    fetch(`${url}/health/ready`).then(
      (answer) => answer.ok,
      () => child.exitCode !== null,
    );
  await expect.poll(isReady, { timeout: 60_000 }).toBe(true);
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  return { caller: { url, key: KEY }, child, exited, kill };
}

async function postmasterOf(dataDir: string): Promise<number> {
  const folder = join(dataDir, 'postgres');
  const elsewhere = await readFile(join(folder, 'location'), 'utf8').catch(() => folder);
  return Number.parseInt(
    await readFile(join(elsewhere.trim(), 'data', 'postmaster.pid'), 'utf8'),
    10,
  );
}

/** What a running server tells the commands beside it. */
async function databaseUrlOf(dataDir: string): Promise<string> {
  const { databaseUrl } = JSON.parse(await readFile(join(dataDir, 'server.json'), 'utf8')) as {
    databaseUrl: string;
  };
  return databaseUrl;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

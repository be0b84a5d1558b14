import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../src/platform/postgres/embedded/free-port.ts';
import { createTestDatabase } from './postgres.ts';

const CLI = fileURLToPath(new URL('../../dist/app/cli.js', import.meta.url));
const HOST = '127.0.0.1';
const READY_PATIENCE_MS = 60_000;
const POLL_MS = 25;

export interface TollgateOptions {
  /** Path of a configuration file; without one, the simulated models answer. */
  readonly config?: string;
  /** What an earlier server used, to start another one in its place. Kept by `stop`. */
  readonly databaseUrl?: string;
  readonly dataDir?: string;
  readonly masterKey?: string;
  readonly adminPassword?: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningTollgate {
  readonly url: string;
  readonly masterKey: string;
  readonly adminPassword: string;
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly child: ChildProcess;
  /** What the server has printed so far. */
  output(): string;
  /** Asks the server to end, waits until it has, and removes what was made for it. */
  stop(): Promise<void>;
  /** Ends the process as a crash would. The database and the data directory stay until `stop`. */
  kill9(): Promise<void>;
}

/** Starts the built server in a process of its own and returns when it is ready for calls. */
export async function startTollgate(options: TollgateOptions = {}): Promise<RunningTollgate> {
  const database = options.databaseUrl === undefined ? await createTestDatabase() : null;
  const folder =
    options.dataDir === undefined ? await mkdtemp(join(tmpdir(), 'tollgate-data-')) : null;
  const settings = {
    port: options.port ?? (await freePort(HOST)),
    masterKey: options.masterKey ?? 'sk-test-master-key-0123456789abcdef',
    adminPassword: options.adminPassword ?? 'correct horse battery staple',
    databaseUrl: options.databaseUrl ?? database?.url ?? '',
    dataDir: options.dataDir ?? folder ?? '',
  };
  const server = launch(settings, options);
  const url = `http://${HOST}:${settings.port}`;
  const removeAll = async () => {
    await server.end('SIGTERM');
    await database?.drop();
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(url, server);
  } catch (error) {
    await server.end('SIGKILL');
    await removeAll();
    throw error;
  }
  return {
    ...settings,
    url,
    child: server.child,
    output: server.output,
    stop: removeAll,
    kill9: () => server.end('SIGKILL'),
  };
}

interface Settings {
  readonly port: number;
  readonly masterKey: string;
  readonly adminPassword: string;
  readonly databaseUrl: string;
  readonly dataDir: string;
}

interface ServerProcess {
  readonly child: ChildProcess;
  output(): string;
  end(signal: NodeJS.Signals): Promise<void>;
}

function launch(settings: Settings, options: TollgateOptions): ServerProcess {
  const child = spawn(process.execPath, [CLI, 'serve'], {
    env: { ...inheritedEnvironment(), ...tollgateEnvironment(settings, options), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString('utf8');
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const killWithTests = () => child.kill('SIGKILL');
  process.once('exit', killWithTests);
  const ended = once(child, 'close').finally(() => process.off('exit', killWithTests));
  const end = async (signal: NodeJS.Signals) => {
    if (hasEnded(child)) return;
    child.kill(signal);
    await ended;
  };
  return { child, output: () => output, end };
}

/** The server under test gets nothing from the developer's own settings. */
function inheritedEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR = '' } = process.env;
  return { PATH, HOME, ...(TMPDIR === '' ? {} : { TMPDIR }), NODE_ENV: 'production' };
}

function tollgateEnvironment(settings: Settings, { config }: TollgateOptions) {
  return {
    TOLLGATE_HOST: HOST,
    TOLLGATE_PORT: String(settings.port),
    TOLLGATE_DATA_DIR: settings.dataDir,
    TOLLGATE_MASTER_KEY: settings.masterKey,
    TOLLGATE_ADMIN_PASSWORD: settings.adminPassword,
    DATABASE_URL: settings.databaseUrl,
    ...(config === undefined ? {} : { TOLLGATE_CONFIG: config }),
  };
}

async function untilReady(url: string, server: ServerProcess): Promise<void> {
  const deadline = performance.now() + READY_PATIENCE_MS;
  while (!hasEnded(server.child) && performance.now() < deadline) {
    if (await isReady(url)) return;
    await sleep(POLL_MS);
  }
  const what = hasEnded(server.child) ? 'ended before it was ready' : 'is not ready in time';
  throw new Error(`Tollgate ${what}:\n${server.output()}`);
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/health/ready`).then(
    (answer) => answer.ok,
    () => false,
  );
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

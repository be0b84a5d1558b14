import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { OperatorError } from '../../../kernel/index.ts';
import type { Binaries } from './binaries.ts';
import { type Cluster, DATABASE_NAME, DATABASE_USER } from './cluster.ts';
import { freePort } from './free-port.ts';
import {
  describeExit,
  lastLines,
  messageOf,
  programEnvironment,
  type SystemUser,
} from './run-program.ts';

const HOST = '127.0.0.1';
const ATTEMPTS = 8;
const ATTEMPT_PAUSE_MS = 500;
const POLL_MS = 25;
/** Recovery after a crash replays the log first, which may take its time. */
const READY_PATIENCE_MS = 120_000;
const LARGEST_LOG_BYTES = 8 * 1024 * 1024;

/** Faults that pass: a port that somebody took meanwhile, backends that outlive their server. */
const PASSING_FAULT = /could not bind|Address already in use|pre-existing shared memory block/;

const SETTINGS = {
  listen_addresses: HOST,
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '128MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
};

export interface PostmasterOptions {
  readonly home: string;
  readonly cluster: Cluster;
  readonly binaries: Binaries;
  readonly user: SystemUser | null;
  /** PostgreSQL settings, over the ones chosen here. */
  readonly settings: Readonly<Record<string, string>>;
}

/** A server that accepts connections. */
export interface Postmaster {
  readonly pid: number;
  readonly connectionString: string;
  readonly child: ChildProcess;
}

/** Starts the server on a free port and returns when the database `tollgate` can be used. */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const logFile = rotateLog(options.home);
  for (let attempt = 1; ; attempt += 1) {
    const logStart = sizeOf(logFile);
    const attempted = await tryToStart(options, logFile);
    if (typeof attempted !== 'string') return attempted;
    const said = readFileSync(logFile).subarray(logStart).toString('utf8');
    if (attempt === ATTEMPTS || !PASSING_FAULT.test(said)) {
      const detail = [attempted, lastLines(said)].filter(Boolean).join('; ');
      throw new OperatorError(`PostgreSQL does not start: ${detail} (log: ${logFile})`);
    }
    await sleep(ATTEMPT_PAUSE_MS);
  }
}

/** One attempt: the server, or why there is none. */
async function tryToStart(
  options: PostmasterOptions,
  logFile: string,
): Promise<Postmaster | string> {
  const port = await freePort(HOST);
  const child = launch(options, port, logFile);
  const ended = endOf(child);
  const connect = { host: HOST, port, user: DATABASE_USER, password: options.cluster.password };
  const fault = await Promise.race([ended, untilReady(connect)]);
  const { pid } = child;
  if (fault === null && pid !== undefined) {
    const path = `${DATABASE_USER}:${options.cluster.password}@${HOST}:${port}/${DATABASE_NAME}`;
    return { pid, child, connectionString: `postgresql://${path}` };
  }
  child.kill('SIGQUIT');
  await ended;
  return fault ?? 'it has no process';
}

/** In a session of its own, so that a Ctrl-C in the terminal of Tollgate does not reach it. */
function launch(options: PostmasterOptions, port: number, logFile: string): ChildProcess {
  const settings = Object.entries({ ...SETTINGS, ...options.settings, port: String(port) });
  const args = ['-D', options.cluster.dataFolder];
  for (const [name, value] of settings) args.push('-c', `${name}=${value}`);
  const output = openSync(logFile, 'a', 0o600);
  const child = spawn(options.binaries.postgres, args, {
    ...programEnvironment(options.user),
    detached: true,
    stdio: ['ignore', output, output],
  });
  child.unref();
  closeSync(output);
  endWithUs(child);
  return child;
}

/** Whoever exits without stopping it has nobody left to wait for it; only one that is killed leaves it running. */
function endWithUs(child: ChildProcess): void {
  const end = () => child.kill('SIGINT');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
}

/** Resolves with what ended the server; never rejects. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`it ${describeExit(code, signal)}`));
  });
}

/** Resolves with null when the database can be used, else with why it never will be. */
async function untilReady(server: pg.ClientConfig): Promise<string | null> {
  const deadline = performance.now() + READY_PATIENCE_MS;
  let last = '';
  while (performance.now() < deadline) {
    const fault = await ensureDatabase(server);
    if (fault === null) return null;
    if (!isStarting(fault)) return messageOf(fault);
    last = messageOf(fault);
    await sleep(POLL_MS);
  }
  return `it is not ready after ${READY_PATIENCE_MS / 1000} s (${last})`;
}

/** Null when the database is there. */
async function ensureDatabase(server: pg.ClientConfig): Promise<unknown> {
  const client = new pg.Client({ ...server, database: 'postgres', connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const found = await client.query('select from pg_database where datname = $1', [DATABASE_NAME]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE_NAME}`);
    return null;
  } catch (fault) {
    return fault;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function isStarting(fault: unknown): boolean {
  const code = (fault as { code?: string }).code ?? '';
  return ['ECONNREFUSED', 'ECONNRESET', '57P03'].includes(code);
}

/** One log of bounded size and the one before it. */
function rotateLog(home: string): string {
  const path = join(home, 'postgres.log');
  if (sizeOf(path) > LARGEST_LOG_BYTES) renameSync(path, `${path}.1`);
  return path;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

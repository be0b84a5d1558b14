import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError, type Secret } from '../kernel/index.ts';

/** What a running server tells the command line beside it. */
interface RunningServer {
  readonly pid: number;
  readonly databaseUrl?: string;
}

/**
 * The folder a server keeps its journal and embedded database in. One server at a time: two would
 * write one journal.
 */
export class DataDirectory {
  readonly path: string;
  readonly journal: string;
  readonly database: string;
  readonly encryptionKey: string;
  readonly #lock: string;

  constructor(path: string) {
    this.path = path;
    this.journal = join(path, 'journal');
    this.database = join(path, 'postgres');
    this.encryptionKey = join(path, 'encryption.key');
    this.#lock = join(path, 'server.json');
  }

  /** Takes the folder, or says who has it. */
  lock(): void {
    const other = this.running();
    if (other !== null) {
      throw new OperatorError(
        `Another Tollgate is running in ${this.path} (process ${other.pid}); set TOLLGATE_DATA_DIR for a second one`,
      );
    }
    this.#write({ pid: process.pid });
  }

  /** Lets commands that run beside this server reach its database. */
  publish(databaseUrl: Secret): void {
    this.#write({ pid: process.pid, databaseUrl: databaseUrl.reveal() });
  }

  unlock(): void {
    rmSync(this.#lock, { force: true });
  }

  /** The server that has the folder; null when there is none or it died without saying so. */
  running(): RunningServer | null {
    const server = this.#read();
    if (server === null || server.pid === process.pid || !isAlive(server.pid)) return null;
    return isTollgate(server.pid) ? server : null;
  }

  #read(): RunningServer | null {
    try {
      return JSON.parse(readFileSync(this.#lock, 'utf8')) as RunningServer;
    } catch {
      return null;
    }
  }

  #write(server: RunningServer): void {
    try {
      mkdirSync(this.path, { recursive: true, mode: 0o755 });
      writeFileSync(this.#lock, JSON.stringify(server), { mode: 0o600 });
    } catch (cause) {
      const { message } = cause as Error;
      throw new OperatorError(`Cannot write in the data folder ${this.path}: ${message}`, {
        cause,
      });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    return (fault as { code?: unknown }).code === 'EPERM';
  }
}

/** Process ids are used again after a restart of the machine; where the system tells, the command line decides. */
function isTollgate(pid: number): boolean {
  try {
    return /cli\.[jt]s|tollgate/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return true;
  }
}

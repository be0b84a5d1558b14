import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError, type Secret } from '../kernel/index.ts';
import { identifyProcess } from '../platform/postgres/embedded/index.ts';

/** What a running server tells the command line beside it. */
interface RunningServer {
  readonly pid: number;
  /** Numbers of processes are used again: this tells whether it is still that one. */
  readonly identity: string | null;
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
    this.#write({});
  }

  /** Lets commands that run beside this server reach its database. */
  publish(databaseUrl: Secret): void {
    this.#write({ databaseUrl: databaseUrl.reveal() });
  }

  unlock(): void {
    rmSync(this.#lock, { force: true });
  }

  /** The server that has the folder; null when there is none or it died without saying so. */
  running(): RunningServer | null {
    const server = this.#read();
    if (server === null || server.pid === process.pid) return null;
    const identity = identifyProcess(server.pid);
    return identity !== null && identity === server.identity ? server : null;
  }

  #read(): RunningServer | null {
    try {
      return JSON.parse(readFileSync(this.#lock, 'utf8')) as RunningServer;
    } catch {
      return null;
    }
  }

  #write(facts: Pick<RunningServer, 'databaseUrl'>): void {
    const { pid } = process;
    const server: RunningServer = { pid, identity: identifyProcess(pid), ...facts };
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

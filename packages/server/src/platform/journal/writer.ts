import { fdatasync, write } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';

const writeAsync = promisify(write);
const fdatasyncAsync = promisify(fdatasync);

/** `process`: survives the death of the process. `fsync`: survives the death of the machine. */
export type Durability = 'process' | 'fsync';

export interface WriterOptions {
  readonly durability: Durability;
  readonly fsyncIntervalMs: number;
  readonly retryMs: number;
  /** Where the batch that was just asked for must go; called before each write. */
  target(): Promise<FileHandle>;
  /** Bytes that are now surely on file. */
  onWritten(bytes: number): void;
  /** The file must be cut back to its last whole record before the next try. */
  repair(): Promise<void>;
  onFault(fault: Error | null): void;
}

interface Waiter {
  resolve(): void;
}

/**
 * Group commit: whatever is appended while a write is under way goes out together in the next one.
 * Writes run on the thread pool, so the event loop never waits for the disk. A failing disk is
 * retried for ever: an accepted record is never dropped, its promise just stays open.
 */
export class GroupCommitWriter {
  readonly #options: WriterOptions;
  #pending = '';
  #waiters: Waiter[] = [];
  #running: Promise<void> | null = null;
  #unsynced: FileHandle | null = null;
  #syncTimer: NodeJS.Timeout | null = null;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  append(text: string): Promise<void> {
    this.#pending += text;
    const written = new Promise<void>((resolve) => this.#waiters.push({ resolve }));
    this.#running ??= this.#drain();
    return written;
  }

  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
    await this.sync();
  }

  async sync(): Promise<void> {
    if (this.#syncTimer !== null) clearTimeout(this.#syncTimer);
    this.#syncTimer = null;
    const file = this.#unsynced;
    this.#unsynced = null;
    if (file !== null) await fdatasyncAsync(file.fd);
  }

  async #drain(): Promise<void> {
    while (this.#pending !== '') {
      // One turn of the event loop lets every call that is ready join the batch.
      await new Promise(setImmediate);
      const batch = Buffer.from(this.#pending, 'utf8');
      const waiters = this.#waiters;
      this.#pending = '';
      this.#waiters = [];
      await this.#writeUntilDone(batch);
      for (const waiter of waiters) waiter.resolve();
    }
    this.#running = null;
  }

  async #writeUntilDone(batch: Buffer): Promise<void> {
    for (;;) {
      try {
        await this.#writeOnce(batch);
        this.#options.onFault(null);
        return;
      } catch (fault) {
        this.#options.onFault(fault as Error);
        await new Promise((resolve) => setTimeout(resolve, this.#options.retryMs));
        await this.#options.repair().catch(() => undefined);
      }
    }
  }

  async #writeOnce(batch: Buffer): Promise<void> {
    const file = await this.#options.target();
    if (this.#unsynced !== null && this.#unsynced !== file) await this.sync();
    for (let offset = 0; offset < batch.length; ) {
      const { bytesWritten } = await writeAsync(
        file.fd,
        batch,
        offset,
        batch.length - offset,
        null,
      );
      offset += bytesWritten;
    }
    if (this.#options.durability === 'fsync') await fdatasyncAsync(file.fd);
    else this.#syncSoon(file);
    this.#options.onWritten(batch.length);
  }

  #syncSoon(file: FileHandle): void {
    this.#unsynced = file;
    this.#syncTimer ??= setTimeout(() => {
      this.sync().catch((fault) => this.#options.onFault(fault));
    }, this.#options.fsyncIntervalMs);
  }
}

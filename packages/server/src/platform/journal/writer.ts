import { fdatasync, write } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { LineEncoder } from './record.ts';

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
  /** Lines that are now surely on file, and the ids of those that settle a call. The bytes are lent until it returns. */
  onWritten(lines: Buffer, settledIds: readonly string[]): void;
  /** The file must be cut back to its last whole record before the next try. */
  repair(): Promise<void>;
  onFault(fault: Error | null): void;
}

/** What goes out in one write. */
class Group {
  readonly texts: string[] = [];
  readonly settledIds: string[] = [];
  readonly written = Promise.withResolvers<void>();
}

/**
 * Group commit: whatever is appended while a write is under way goes out together in the next one.
 * Writes run on the thread pool, so the event loop never waits for the disk. A failing disk is
 * retried for ever: an accepted record is never dropped, its promise just stays open.
 */
export class GroupCommitWriter {
  readonly #options: WriterOptions;
  readonly #encoder = new LineEncoder();
  #next = new Group();
  #running: Promise<void> | null = null;
  #unsynced: FileHandle | null = null;
  #syncTimer: NodeJS.Timeout | null = null;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** Resolves when the record is written. `settledId` names the call it settles, if it does. */
  append(text: string, settledId: string | null): Promise<void> {
    const group = this.#next;
    group.texts.push(text);
    if (settledId !== null) group.settledIds.push(settledId);
    this.#running ??= this.#drain();
    return group.written.promise;
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
    while (this.#next.texts.length > 0) {
      // One turn of the event loop lets every call that is ready join the group.
      await new Promise(setImmediate);
      const group = this.#next;
      this.#next = new Group();
      await this.#writeUntilDone(group);
      group.written.resolve();
    }
    this.#running = null;
  }

  async #writeUntilDone({ texts, settledIds }: Group): Promise<void> {
    const lines = this.#encoder.encode(texts);
    for (;;) {
      try {
        await this.#writeOnce(lines);
        this.#options.onWritten(lines, settledIds);
        this.#options.onFault(null);
        return;
      } catch (fault) {
        this.#options.onFault(fault as Error);
        await new Promise((resolve) => setTimeout(resolve, this.#options.retryMs));
        await this.#options.repair().catch(() => undefined);
      }
    }
  }

  async #writeOnce(lines: Buffer): Promise<void> {
    const file = await this.#options.target();
    if (this.#unsynced !== null && this.#unsynced !== file) await this.sync();
    for (let offset = 0; offset < lines.length; ) {
      const left = lines.length - offset;
      const { bytesWritten } = await writeAsync(file.fd, lines, offset, left, null);
      offset += bytesWritten;
    }
    if (this.#options.durability === 'fsync') await fdatasyncAsync(file.fd);
    else this.#syncSoon(file);
  }

  #syncSoon(file: FileHandle): void {
    this.#unsynced = file;
    this.#syncTimer ??= setTimeout(() => {
      this.sync().catch((fault) => this.#options.onFault(fault));
    }, this.#options.fsyncIntervalMs);
  }
}

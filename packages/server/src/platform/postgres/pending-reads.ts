const RETRY_MS = 1_000;

/**
 * What is kept in memory of tables, read anew when somebody says that it changed. What is asked for while
 * a reading runs may have come too late for it: the one after it reads that, for all who asked meanwhile.
 * What could not be read stays asked for.
 */
export class PendingReads<Key> {
  readonly #read: (keys: ReadonlySet<Key> | null) => Promise<void>;
  readonly #onError: (error: unknown) => void;
  /** Null: everything. */
  #pending: Set<Key> | null = new Set();
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;
  #retry: NodeJS.Timeout | undefined;

  /** `read` reads these anew, or with null everything. When it rejects they are read again with the next. */
  constructor(deps: {
    read: (keys: ReadonlySet<Key> | null) => Promise<void>;
    /** A reading that nobody waits for failed; it is tried again. */
    onError: (error: unknown) => void;
  }) {
    this.#read = deps.read;
    this.#onError = deps.onError;
  }

  /** Resolves when these, or with null everything, were read after this call. */
  ask(keys: readonly Key[] | null): Promise<void> {
    if (keys === null) this.#pending = null;
    else for (const key of keys) this.#pending?.add(key);
    return this.#readPending();
  }

  askInBackground(keys: readonly Key[] | null): void {
    this.#inBackground(() => this.ask(keys));
  }

  close(): void {
    clearTimeout(this.#retry);
  }

  #inBackground(work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      this.#onError(error);
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => this.#inBackground(() => this.#readPending()), RETRY_MS);
      this.#retry.unref();
    });
  }

  #readPending(): Promise<void> {
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        this.#running = this.#take();
        return this.#running;
      });
    return this.#next;
  }

  async #take(): Promise<void> {
    const keys = this.#pending;
    this.#pending = new Set();
    try {
      await this.#read(keys);
    } catch (error) {
      this.#pending = keys && this.#pending && new Set([...keys, ...this.#pending]);
      throw error;
    }
  }
}

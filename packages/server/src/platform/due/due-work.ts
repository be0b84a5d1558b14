import type { Notifications } from '../postgres/index.ts';

const POLL_MS = 1_000;

export interface DueWorkDeps {
  /** Before each look at what is due. */
  readonly prepare: () => Promise<void>;
  /** Takes one piece of work that nobody else has, and gives what there is to do; null: nothing is due. */
  readonly claim: () => Promise<(() => Promise<void>) | null>;
  /** How many pieces are done at once. */
  readonly most: number;
  /** The fault that keeps work from being done; null when it is done again. */
  readonly onState: (fault: unknown) => void;
}

/** Does work as it becomes due. Any number of processes may do so beside each other. */
export class DueWork {
  readonly #deps: DueWorkDeps;
  readonly #running = new Set<Promise<void>>();
  #workers = 0;
  #isPreparing = false;
  #isMore = false;
  #hasFault = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: DueWorkDeps) {
    this.#deps = deps;
  }

  /** From now on by itself: once in a while, and when told so. Before `notifications` begin. */
  start(notifications: Notifications, channel: string): void {
    const wake = () => this.wake();
    notifications.on(channel, { onMessage: wake, onConnected: wake });
    this.#timer = setInterval(wake, POLL_MS);
    this.#timer.unref();
  }

  wake(): void {
    if (!this.#closed) this.#track(this.#look());
  }

  /** Resolves when nothing is due any more. */
  async doDue(): Promise<void> {
    this.wake();
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** What is under way is finished. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await Promise.all(this.#running);
  }

  #track(work: Promise<void>): void {
    const tracked = work.then(
      () => this.#report(null),
      (fault) => this.#report(fault),
    );
    this.#running.add(tracked);
    void tracked.finally(() => this.#running.delete(tracked));
  }

  /** A fault is told when it begins and when it is over. */
  #report(fault: unknown): void {
    const hasFault = fault !== null;
    if (hasFault === this.#hasFault) return;
    this.#hasFault = hasFault;
    this.#deps.onState(fault);
  }

  async #look(): Promise<void> {
    this.#isMore = true;
    if (this.#isPreparing) return;
    this.#isPreparing = true;
    try {
      while (this.#isMore) {
        this.#isMore = false;
        await this.#deps.prepare();
        this.#addWorker();
      }
    } finally {
      this.#isPreparing = false;
    }
  }

  #addWorker(): void {
    if (this.#closed || this.#workers >= this.#deps.most) return;
    this.#workers += 1;
    const done = this.#work().finally(() => {
      this.#workers -= 1;
    });
    this.#track(done);
  }

  /** Whoever finds something to do has another look whether there is more for somebody else. */
  async #work(): Promise<void> {
    while (!this.#closed) {
      const work = await this.#deps.claim();
      if (work === null) return;
      this.#addWorker();
      await work();
    }
  }
}

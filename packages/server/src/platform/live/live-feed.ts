import { LatestValue } from './latest-value.ts';

export interface FeedTiming {
  /** Least time between the beginnings of two reads. */
  readonly minIntervalMs: number;
  /** How long a state is shown when nothing happens: midnight passes, an event may go unheard. */
  readonly refreshMs: number;
}

/**
 * One state read once for all who watch it. It is read when the first one comes, when it is marked
 * stale, and now and then; never more often than `minIntervalMs`, and never while nobody watches.
 */
export class LiveFeed<T extends object> {
  readonly #read: () => Promise<T>;
  readonly #timing: FeedTiming;
  readonly #onError: (error: unknown) => void;
  readonly #onIdle: () => void;
  readonly #subscribers = new Set<LatestValue<T>>();
  #latest: T | null = null;
  #timer: NodeJS.Timeout | undefined;
  #reading = false;
  #stale = false;
  #readAtMs = Number.NEGATIVE_INFINITY;

  constructor(deps: {
    read: () => Promise<T>;
    timing: FeedTiming;
    onError: (error: unknown) => void;
    onIdle: () => void;
  }) {
    this.#read = deps.read;
    this.#timing = deps.timing;
    this.#onError = deps.onError;
    this.#onIdle = deps.onIdle;
  }

  subscribe(): LatestValue<T> {
    const subscriber = new LatestValue<T>(() => this.#unsubscribe(subscriber));
    this.#subscribers.add(subscriber);
    if (this.#latest !== null) subscriber.push(this.#latest);
    else if (!this.#reading) void this.#refresh();
    return subscriber;
  }

  markStale(): void {
    if (this.#reading) this.#stale = true;
    else this.#scheduleIn(this.#readAtMs + this.#timing.minIntervalMs - performance.now());
  }

  end(): void {
    for (const subscriber of this.#subscribers) subscriber.end();
    this.#subscribers.clear();
    clearTimeout(this.#timer);
  }

  #unsubscribe(subscriber: LatestValue<T>): void {
    this.#subscribers.delete(subscriber);
    if (this.#subscribers.size > 0) return;
    clearTimeout(this.#timer);
    this.#onIdle();
  }

  async #refresh(): Promise<void> {
    this.#reading = true;
    this.#stale = false;
    this.#readAtMs = performance.now();
    try {
      this.#latest = await this.#read();
      for (const subscriber of this.#subscribers) subscriber.push(this.#latest);
    } catch (error) {
      this.#stale = true;
      this.#onError(error);
    }
    this.#reading = false;
    const { minIntervalMs, refreshMs } = this.#timing;
    const nextMs = this.#readAtMs + (this.#stale ? minIntervalMs : refreshMs);
    this.#scheduleIn(nextMs - performance.now());
  }

  #scheduleIn(delayMs: number): void {
    clearTimeout(this.#timer);
    if (this.#subscribers.size === 0) return;
    this.#timer = setTimeout(() => void this.#refresh(), Math.max(delayMs, 0));
    this.#timer.unref();
  }
}

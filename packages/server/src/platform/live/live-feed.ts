import { setTimeout as sleep } from 'node:timers/promises';
import { LatestValue } from './latest-value.ts';
import type { Pace } from './pace.ts';

/** So many are told in one go; then calls have their turn. */
const TOLD_AT_ONCE = 20;

/**
 * One state read once for all who watch it. It is read when the first one comes, when it is marked
 * stale, and now and then; never more often than its pace allows, and never while nobody watches.
 */
export class LiveFeed<T extends object> {
  readonly #read: () => Promise<T>;
  readonly #pace: Pace;
  readonly #refreshMs: number;
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
    /** Of all that are told by this process. */
    pace: Pace;
    /** How long a state is shown when nothing happens: midnight passes, an event may go unheard. */
    refreshMs: number;
    onError: (error: unknown) => void;
    onIdle: () => void;
  }) {
    this.#read = deps.read;
    this.#pace = deps.pace;
    this.#refreshMs = deps.refreshMs;
    this.#onError = deps.onError;
    this.#onIdle = deps.onIdle;
  }

  subscribe(): LatestValue<T> {
    const subscriber = new LatestValue<T>(() => this.#unsubscribe(subscriber));
    this.#subscribers.add(subscriber);
    this.#pace.enter();
    if (this.#latest !== null) subscriber.push(this.#latest);
    else if (!this.#reading) void this.#refresh();
    return subscriber;
  }

  markStale(): void {
    if (this.#reading) this.#stale = true;
    else this.#scheduleIn(this.#readAtMs + this.#pace.intervalMs - performance.now());
  }

  end(): void {
    for (const subscriber of this.#subscribers) {
      subscriber.end();
      this.#unsubscribe(subscriber);
    }
    clearTimeout(this.#timer);
  }

  #unsubscribe(subscriber: LatestValue<T>): void {
    if (!this.#subscribers.delete(subscriber)) return;
    this.#pace.leave();
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
      await this.#tell(this.#latest);
    } catch (error) {
      this.#stale = true;
      this.#onError(error);
    }
    this.#reading = false;
    const nextMs = this.#readAtMs + (this.#stale ? this.#pace.intervalMs : this.#refreshMs);
    this.#scheduleIn(nextMs - performance.now());
  }

  async #tell(value: T): Promise<void> {
    let told = 0;
    for (const subscriber of [...this.#subscribers]) {
      if (told === TOLD_AT_ONCE) {
        await sleep(this.#pace.timeOf(told), undefined, { ref: false });
        told = 0;
      }
      subscriber.push(value);
      told += 1;
    }
  }

  #scheduleIn(delayMs: number): void {
    clearTimeout(this.#timer);
    if (this.#subscribers.size === 0) return;
    this.#timer = setTimeout(() => void this.#refresh(), Math.max(delayMs, 0));
    this.#timer.unref();
  }
}

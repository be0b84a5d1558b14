import { BoundedMap, type Clock } from '../kernel/index.ts';

interface Window {
  attempts: number;
  readonly endsAtMs: number;
}

const REMEMBERED = 10_000;

/** Counts attempts by key and refuses those beyond `max` until the window of the first one has passed. */
export class AttemptLimiter {
  readonly #clock: Clock;
  readonly #max: number;
  readonly #windowMs: number;
  readonly #windows = new BoundedMap<string, Window>(REMEMBERED);

  constructor(clock: Clock, options: { max: number; windowMs: number }) {
    this.#clock = clock;
    this.#max = options.max;
    this.#windowMs = options.windowMs;
  }

  /** Milliseconds to wait, 0 when the attempt may go ahead; it is counted then. */
  admit(key: string): number {
    const now = this.#clock.monotonicMs();
    const known = this.#windows.get(key);
    const window =
      known !== undefined && known.endsAtMs > now
        ? known
        : { attempts: 0, endsAtMs: now + this.#windowMs };
    if (window.attempts >= this.#max) return window.endsAtMs - now;
    window.attempts += 1;
    this.#windows.set(key, window);
    return 0;
  }

  forgive(key: string): void {
    this.#windows.delete(key);
  }
}

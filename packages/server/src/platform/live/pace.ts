/**
 * How often all who watch are told. Telling one of them costs about as much as a call, so the more
 * watch, the longer each waits: what all of them cost together stays the same.
 */
export class Pace {
  readonly #leastMs: number;
  readonly #perWatcherMs: number;
  #watchers = 0;

  constructor({ leastMs, perWatcherMs }: { leastMs: number; perWatcherMs: number }) {
    this.#leastMs = leastMs;
    this.#perWatcherMs = perWatcherMs;
  }

  enter(): void {
    this.#watchers += 1;
  }

  leave(): void {
    this.#watchers -= 1;
  }

  /** Least time between two messages to one of them. */
  get intervalMs(): number {
    return Math.max(this.#leastMs, this.timeOf(this.#watchers));
  }

  /** What telling so many may take. */
  timeOf(watchers: number): number {
    return watchers * this.#perWatcherMs;
  }
}

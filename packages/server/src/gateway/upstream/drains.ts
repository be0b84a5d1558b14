export interface DrainOptions {
  /** Longest time a stream is read on for after its caller left. */
  readonly longestMs: number;
  /** Most of them at a time: callers that come and go must not pile up work. */
  readonly most: number;
}

/** Streams that are read to their end for nobody, because their provider bills them all the same. */
export class Drains {
  readonly longestMs: number;
  readonly #most: number;
  #running = 0;

  constructor({ longestMs, most }: DrainOptions) {
    this.longestMs = longestMs;
    this.#most = most;
  }

  /** False when there are too many already. Whoever was let in gives its place back once. */
  tryTake(): boolean {
    if (this.#running >= this.#most) return false;
    this.#running += 1;
    return true;
  }

  giveBack(): void {
    this.#running -= 1;
  }
}

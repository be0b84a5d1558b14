/**
 * A stream that holds one value, the newest: a consumer that is slow skips what it missed instead of
 * queueing it.
 */
export class LatestValue<T extends object> implements AsyncIterableIterator<T, undefined> {
  readonly #onReturn: () => void;
  #value: T | null = null;
  #wake: (() => void) | null = null;
  #ended = false;

  constructor(onReturn: () => void) {
    this.#onReturn = onReturn;
  }

  push(value: T): void {
    this.#value = value;
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    while (this.#value === null && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#ended || this.#value === null) return { done: true, value: undefined };
    const value = this.#value;
    this.#value = null;
    return { done: false, value };
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.end();
    this.#onReturn();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

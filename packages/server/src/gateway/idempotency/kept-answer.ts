import type { Headers } from '../response/send.ts';

/** An answer as the caller got it, to be given again. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/**
 * Takes down the answer of one call while it is given, whether or not its caller still listens. Past
 * its bound the bytes are let go; that there was an answer is not.
 */
export class KeptAnswer {
  readonly #maxBytes: number;
  #head: { status: number; headers: Headers } | null = null;
  #chunks: Buffer[] = [];
  #sizeBytes = 0;
  #whole = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** From here on the call has cost something. */
  begin(status: number, headers: Headers): void {
    this.#head = { status, headers };
  }

  add(bytes: Buffer): void {
    this.#sizeBytes += bytes.length;
    if (this.#sizeBytes > this.#maxBytes) this.#chunks = [];
    else this.#chunks.push(bytes);
  }

  /** Nothing is missing at its end: the caller either has it all, or would have had it. */
  end(): void {
    this.#whole = true;
  }

  get hasBegun(): boolean {
    return this.#head !== null;
  }

  /** Null when it did not come whole, or was too large to keep. */
  answer(): StoredAnswer | null {
    if (this.#head === null || !this.#whole || this.#sizeBytes > this.#maxBytes) return null;
    return { ...this.#head, body: Buffer.concat(this.#chunks) };
  }
}

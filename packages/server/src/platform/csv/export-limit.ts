import type { Readable } from 'node:stream';

/** Lets so many files be made at a time: each holds a database connection while its reader is reading. */
export class ExportLimit {
  readonly #max: number;
  #open = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Null when too many are being made. */
  admit<File extends { readonly body: Readable }>(make: () => File): File | null {
    if (this.#open >= this.#max) return null;
    const file = make();
    this.#open += 1;
    file.body.once('close', () => {
      this.#open -= 1;
    });
    return file;
  }
}

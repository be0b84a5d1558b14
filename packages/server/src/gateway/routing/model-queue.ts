import type { Tries } from './tries.ts';

export interface QueuedModel {
  readonly name: string;
  /** Null when it is its first turn. */
  readonly tries: Tries | null;
}

/** The models that one call goes through, each once; those left alone have another turn after all others. */
export class ModelQueue {
  readonly #seen: Set<string>;
  readonly #names: string[];
  readonly #left: QueuedModel[] = [];

  constructor(model: string) {
    this.#seen = new Set([model]);
    this.#names = [model];
  }

  add(names: readonly string[]): void {
    for (const name of names) {
      if (this.#seen.has(name)) continue;
      this.#seen.add(name);
      this.#names.push(name);
    }
  }

  leaveForLast(name: string, tries: Tries): void {
    this.#left.push({ name, tries });
  }

  /** Null when there is none any more. */
  next(): QueuedModel | null {
    const name = this.#names.shift();
    return name === undefined ? (this.#left.shift() ?? null) : { name, tries: null };
  }
}

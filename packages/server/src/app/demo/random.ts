import { createHash } from 'node:crypto';

const UINT32 = 2 ** 32;

/** Numbers that look random and are the same for the same seed, on every machine. Not for secrets. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #count = 1;

  /** The parts together are the seed. */
  constructor(...seed: readonly (string | number)[]) {
    const digest = createHash('sha256').update(JSON.stringify(seed)).digest();
    this.#a = digest.readUInt32LE(0);
    this.#b = digest.readUInt32LE(4);
    this.#c = digest.readUInt32LE(8);
  }

  /** An integer from 0 up to 2^32. The generator is sfc32 (Chris Doty-Humphrey, PractRand). */
  uint32(): number {
    const result = (this.#a + this.#b + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + result;
    return result >>> 0;
  }

  /** From 0, never 1. */
  fraction(): number {
    return this.uint32() / UINT32;
  }

  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number {
    return Math.floor(this.fraction() * end);
  }

  between(low: number, high: number): number {
    return low + this.fraction() * (high - low);
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** One entry, as often as its weight says. */
  weighted<T>(entries: readonly (readonly [value: T, weight: number])[]): T {
    const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
    let rest = this.fraction() * total;
    for (const [value, weight] of entries) {
      rest -= weight;
      if (rest < 0) return value;
    }
    return (entries.at(-1) as readonly [T, number])[0];
  }

  /**
   * How many independent arrivals there are when `mean` are expected. With the same seed a larger
   * mean never gives fewer.
   */
  poisson(mean: number): number {
    const quantile = this.fraction();
    let probability = Math.exp(-mean);
    let cumulated = probability;
    let count = 0;
    while (cumulated < quantile && count < LARGEST_COUNT) {
      count += 1;
      probability *= mean / count;
      cumulated += probability;
    }
    return count;
  }
}

const LARGEST_COUNT = 2_000;

import type { Place, PriceBook } from './book/price-book.ts';
import type { PriceVersion } from './prices.ts';

/**
 * What happens to a call whose model has no price: refused before the upstream is reached, run and
 * flagged to be priced later, or charged at the fallback price.
 */
export type UnpricedPolicy = 'refuse' | 'flag' | 'fallback';

/** Where a deployment's price comes from: its own, else the book's first that has one, else the fallback. */
export interface PriceSource {
  readonly own: PriceVersion | null;
  readonly book: PriceBook;
  readonly places: readonly Place[];
  /** Only under the policy `fallback`. */
  readonly fallback: PriceVersion | null;
}

/**
 * Looks a deployment's price up at a moment, on the hot path: an answer is kept for as long as it
 * holds, so that a change takes effect at its very instant and costs nothing before.
 */
export class DeploymentPrice {
  readonly #source: PriceSource;
  #generation = -1;
  #fromMs = 0;
  #untilMs = 0;
  #price: PriceVersion | null = null;

  constructor(source: PriceSource) {
    this.#source = source;
  }

  /** Null when the model is unpriced at that moment. */
  at(moment: Date): PriceVersion | null {
    const { own, book } = this.#source;
    if (own !== null) return own;
    const atMs = moment.getTime();
    const holds =
      this.#generation === book.generation && this.#fromMs <= atMs && atMs < this.#untilMs;
    if (!holds) this.#lookUp(atMs);
    return this.#price;
  }

  #lookUp(atMs: number): void {
    const { book, places, fallback } = this.#source;
    const found = book.find(places, atMs);
    this.#generation = book.generation;
    this.#fromMs = found.fromMs;
    this.#untilMs = found.untilMs;
    this.#price = found.price ?? fallback;
  }
}

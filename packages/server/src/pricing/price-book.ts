import { cataloguePrices } from './catalogue.ts';
import type { PriceVersion } from './prices.ts';

/** What happens to a call whose model has no price: refused before the upstream is reached, or run and flagged. */
export type UnpricedPolicy = 'refuse' | 'flag';

/** Where a deployment's price comes from: its own, else the catalogue's, else the fallback. */
export interface PriceSource {
  readonly custom: PriceVersion | null;
  readonly catalogueProvider: string | null;
  /** The name the catalogue knows: the upstream model, or the base model a deployment states. */
  readonly catalogueModel: string;
  readonly fallback: PriceVersion | null;
}

const MINUTE_MS = 60_000;

/**
 * Looks a deployment's price up at a moment, without allocating on the hot path: the catalogue's
 * prices change on whole minutes only, so an answer holds until the minute ends.
 */
export class DeploymentPrice {
  readonly #source: PriceSource;
  #minute = Number.NaN;
  #price: PriceVersion | null = null;

  constructor(source: PriceSource) {
    this.#source = source;
  }

  /** Null when the model is unpriced at that moment. */
  at(moment: Date): PriceVersion | null {
    const minute = Math.floor(moment.getTime() / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#price = this.#find(moment);
      this.#minute = minute;
    }
    return this.#price;
  }

  #find(moment: Date): PriceVersion | null {
    const { custom, catalogueProvider, catalogueModel, fallback } = this.#source;
    if (custom !== null) return custom;
    const published =
      catalogueProvider === null
        ? null
        : cataloguePrices(catalogueProvider, catalogueModel, moment);
    return published ?? fallback;
  }
}

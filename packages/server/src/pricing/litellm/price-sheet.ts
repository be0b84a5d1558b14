import type { PriceKey } from '../kinds.ts';
import type { Price, Ratio } from '../price.ts';
import type { Prices, UnitPrice, UnitPrices } from '../prices.ts';

/** Where on a sheet a price stands. */
export interface PricePlace {
  readonly key: PriceKey;
  readonly aboveInputTokens: number | null;
  readonly serviceTier: string | null;
}

/** Prices as they are read one by one, in any order. */
export class PriceSheet {
  readonly #placed: (PricePlace & { readonly price: Price; readonly field: string })[] = [];
  readonly #uplifts: Record<string, Ratio> = {};

  get isEmpty(): boolean {
    return this.#placed.length === 0;
  }

  /** `field` is where it was read, for messages. */
  place(place: PricePlace, price: Price, field: string): void {
    this.#placed.push({ ...place, price, field });
  }

  uplift(region: string, ratio: Ratio): void {
    this.#uplifts[region] = ratio;
  }

  /** The prices, and the fields that came to nothing because what they build on is missing. */
  build(): { prices: Prices; orphans: readonly string[] } {
    const orphans: string[] = [];
    const tiers = [...new Set(this.#placed.map((each) => each.serviceTier))].filter(
      (tier) => tier !== null,
    );
    const prices: Prices = {
      base: this.#unitPrices(null, orphans),
      serviceTiers:
        tiers.length === 0
          ? null
          : Object.fromEntries(tiers.map((tier) => [tier, this.#unitPrices(tier, orphans)])),
      uplifts: Object.keys(this.#uplifts).length === 0 ? null : this.#uplifts,
    };
    return { prices, orphans };
  }

  #unitPrices(serviceTier: string | null, orphans: string[]): UnitPrices {
    const prices: Record<string, UnitPrice> = {};
    const placed = this.#placed.filter((each) => each.serviceTier === serviceTier);
    for (const { key, aboveInputTokens, price } of placed) {
      if (aboveInputTokens === null) prices[key] = { base: price, tiers: [] };
    }
    for (const { key, aboveInputTokens, price, field } of placed) {
      if (aboveInputTokens === null) continue;
      const unit = prices[key];
      if (unit === undefined) orphans.push(field);
      else {
        const tiers = unit.tiers.filter((tier) => tier.aboveInputTokens !== aboveInputTokens);
        tiers.push({ aboveInputTokens, price });
        tiers.sort((a, b) => a.aboveInputTokens - b.aboveInputTokens);
        prices[key] = { ...unit, tiers };
      }
    }
    return prices;
  }
}

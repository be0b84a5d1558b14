import { classOf, type PriceKey, priceKeysFor } from './kinds.ts';
import { type Price, type Ratio, timesRatio } from './price.ts';
import type { Prices, UnitPrice, UnitPrices } from './prices.ts';
import type { Usage } from './usage.ts';

const NO_PRICES: UnitPrices = {};

/** The prices that hold for one call: those of its service tier, region and length of input. */
export class Tariff {
  readonly #base: UnitPrices;
  /** Null on the base tier. */
  readonly #tier: UnitPrices | null;
  readonly #uplift: Ratio | undefined;
  readonly #inputTokens: number;

  constructor({ base, serviceTiers, uplifts }: Prices, usage: Usage) {
    const { serviceTier, region } = usage;
    this.#base = base;
    this.#tier = serviceTier === undefined ? null : (ownOf(serviceTiers, serviceTier) ?? NO_PRICES);
    this.#uplift = region === undefined ? undefined : ownOf(uplifts, region);
    this.#inputTokens = usage.inputTokens;
  }

  /** Service tiers are about the model: what it calls costs the same under all of them. */
  unitPrice(key: PriceKey): UnitPrice | undefined {
    if (this.#tier === null) return this.#base[key];
    return this.#tier[key] ?? (classOf(key) === 'tool' ? this.#base[key] : undefined);
  }

  /** Whether it has a price on the base tier or on the one that answered. */
  knows(key: PriceKey): boolean {
    return this.#base[key] !== undefined || this.unitPrice(key) !== undefined;
  }

  /** It has a price on the base tier, and none on the one that answered. */
  isSilentOn(key: PriceKey): boolean {
    return (
      this.#tier !== null && this.#base[key] !== undefined && this.unitPrice(key) === undefined
    );
  }

  /** The key under which something is priced, by `priceKeysFor`. Undefined when it has no price. */
  keyOf(key: PriceKey): PriceKey | undefined {
    if (this.unitPrice(key) !== undefined) return key;
    for (const each of priceKeysFor(key)) {
      if (this.isSilentOn(each)) return undefined;
      if (this.unitPrice(each) !== undefined) return each;
    }
    return undefined;
  }

  /** What a unit costs in this call: its context tier and its region are those of the whole call. */
  priceIn({ base, tiers }: UnitPrice, key: PriceKey): Price {
    let price = base;
    for (const tier of tiers) {
      if (this.#inputTokens > tier.aboveInputTokens) price = tier.price;
    }
    if (this.#uplift === undefined || classOf(key) === 'tool') return price;
    return timesRatio(price, this.#uplift);
  }
}

/** The name comes from an upstream's answer: it may be `constructor`. */
function ownOf<Value>(
  values: Readonly<Record<string, Value>> | null,
  name: string,
): Value | undefined {
  return values !== null && Object.hasOwn(values, name) ? values[name] : undefined;
}

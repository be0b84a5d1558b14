import { classOf, type PricedKind, type PriceKey } from './kinds.ts';
import { type Price, type Ratio, timesRatio } from './price.ts';

/** What one unit costs. A context tier replaces the base for the whole call once its input exceeds `aboveInputTokens`. */
export interface UnitPrice {
  readonly base: Price;
  /** Ascending by `aboveInputTokens`. */
  readonly tiers: readonly ContextTier[];
  /** Fewer units than this are charged as this many, such as the ten seconds of a short recording. */
  readonly minimum?: number;
}

export interface ContextTier {
  readonly aboveInputTokens: number;
  readonly price: Price;
}

/** By price key. */
export type UnitPrices = Readonly<Partial<Record<PricedKind, UnitPrice>>> & {
  readonly [variant: `${PricedKind}:${string}`]: UnitPrice;
};

/** Everything one model costs at one moment. */
export interface Prices {
  readonly base: UnitPrices;
  /** By service tier, such as `batch`, `flex`, `priority`. */
  readonly serviceTiers: Readonly<Record<string, UnitPrices>> | null;
  /** By region: the factor on every token and measured unit processed there. */
  readonly uplifts: Readonly<Record<string, Ratio>> | null;
}

/** Prices in force for one deployment at one moment, under a name that is recorded with each event. */
export interface PriceVersion {
  readonly version: string;
  readonly prices: Prices;
}

export function flatPrice(base: Price): UnitPrice {
  return { base, tiers: [] };
}

/** Prices that know neither service tiers nor regions. */
export function onlyBase(base: UnitPrices): Prices {
  return { base, serviceTiers: null, uplifts: null };
}

/** The model's own prices times a factor; what it calls costs the same. */
export function scaled(prices: UnitPrices, ratio: Ratio): UnitPrices {
  const own = Object.entries(prices).filter(([key]) => classOf(key as PriceKey) !== 'tool');
  return Object.fromEntries(own.map(([key, price]) => [key, scaledUnit(price, ratio)]));
}

function scaledUnit(unit: UnitPrice, ratio: Ratio): UnitPrice {
  return {
    ...unit,
    base: timesRatio(unit.base, ratio),
    tiers: unit.tiers.map(({ aboveInputTokens, price }) => ({
      aboveInputTokens,
      price: timesRatio(price, ratio),
    })),
  };
}

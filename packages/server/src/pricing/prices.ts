import type { Pico } from '../kernel/index.ts';

/** What is counted. A `request` is one call; everything else is tokens. */
export type PricedKind =
  | 'input'
  | 'cached_input'
  | 'cache_write'
  | 'input_audio'
  | 'output'
  | 'reasoning'
  | 'output_audio'
  | 'request';

/** Pico-dollars per unit. A tier replaces the base for the whole call once its input exceeds `aboveInputTokens`. */
export interface UnitPrice {
  readonly base: Pico;
  /** Ascending by `aboveInputTokens`. */
  readonly tiers: readonly { readonly aboveInputTokens: number; readonly price: Pico }[];
}

export type Prices = Readonly<Partial<Record<PricedKind, UnitPrice>>>;

/** Prices in force for one deployment at one moment, under a name that is recorded with each event. */
export interface PriceVersion {
  readonly version: string;
  readonly prices: Prices;
}

export function flatPrice(base: Pico): UnitPrice {
  return { base, tiers: [] };
}

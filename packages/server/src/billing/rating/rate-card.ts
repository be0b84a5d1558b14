import type { Pico } from '../../kernel/index.ts';
import type { Quantity } from './exact.ts';

/** What is counted. `SPEND` counts dollars of what the provider takes. */
export type Meter = 'TOKENS' | 'INPUT_TOKENS' | 'OUTPUT_TOKENS' | 'REQUESTS' | 'SPEND';

/** Up to and including `upTo` units; null: without end. `flat` is owed once the tier is entered. */
export interface PriceTier {
  readonly upTo: Quantity | null;
  readonly unitPrice: Pico;
  readonly flat: Pico;
}

/** Prices of one token of each kind. */
export interface TokenPrices {
  readonly input: Pico;
  readonly cachedInput: Pico;
  readonly cacheWrite: Pico;
  readonly output: Pico;
}

export type RulePrice =
  /** `factor` of what the provider takes: 1.2 for a markup of 20 per cent. */
  | { readonly kind: 'COST_PLUS'; readonly factor: Pico }
  /** Own prices, for each model by itself. */
  | { readonly kind: 'PER_TOKEN'; readonly prices: TokenPrices }
  /** Each tier's price for the units inside it (GRADUATED), or one tier's price for all (VOLUME). */
  | {
      readonly kind: 'GRADUATED' | 'VOLUME';
      readonly meter: Meter;
      readonly included: Quantity;
      readonly tiers: readonly PriceTier[];
    }
  /** Sold by whole packages of `size` units, begun ones included. */
  | {
      readonly kind: 'PACKAGE';
      readonly meter: Meter;
      readonly included: Quantity;
      readonly size: Quantity;
      readonly price: Pico;
    };

/** The price of the models it names; of several rules the first that names a model has it. */
export interface RateRule {
  readonly name: string;
  /** Names, or beginnings of names that end in `*`. */
  readonly models: readonly string[];
  readonly price: RulePrice;
  /** Owed for each request, beside the price. */
  readonly requestFee: Pico;
}

/**
 * How the usage of a period becomes what a customer owes. In this order: rules, with their included
 * units; the allowance; the discount; the minimum; fixed fees, which none of the others touches.
 */
export interface RateCard {
  /** The last one names every model. */
  readonly rules: readonly RateRule[];
  /** Of each period this much usage is free. */
  readonly allowance: Pico;
  /** Taken off usage, in 1e-4 of a per cent. */
  readonly discountPercent: bigint;
  /** Usage comes to at least this much a period: the rest is owed as a true-up. */
  readonly minimum: Pico;
  /** Owed for each period. */
  readonly fixedFees: readonly { readonly name: string; readonly amount: Pico }[];
}

/** What a customer used of one model in one period. */
export interface ModelUsage {
  readonly model: string;
  readonly calls: number;
  /** All input, the cached and the written included. */
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  /** What the provider takes. */
  readonly cost: Pico;
}

export function namesModel({ models }: RateRule, model: string): boolean {
  return models.some((name) =>
    name.endsWith('*') ? model.startsWith(name.slice(0, -1)) : model === name,
  );
}

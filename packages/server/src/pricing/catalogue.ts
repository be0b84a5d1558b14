import { readFileSync } from 'node:fs';
import { calcPrice, type ModelPrice, type TieredPrices } from '@pydantic/genai-prices';
import { type Pico, parseDecimal, toPico } from '../kernel/index.ts';
import type { PricedKind, Prices, PriceVersion, UnitPrice } from './prices.ts';

/** Price keys of the catalogue that a chat call can use, and how many units each price is for. */
const KINDS: readonly {
  readonly key: string;
  readonly kind: PricedKind;
  readonly per: Decimals;
}[] = [
  { key: 'input_mtok', kind: 'input', per: 6 },
  { key: 'cache_read_mtok', kind: 'cached_input', per: 6 },
  { key: 'cache_write_mtok', kind: 'cache_write', per: 6 },
  { key: 'input_audio_mtok', kind: 'input_audio', per: 6 },
  { key: 'output_mtok', kind: 'output', per: 6 },
  { key: 'output_reasoning_mtok', kind: 'reasoning', per: 6 },
  { key: 'output_audio_mtok', kind: 'output_audio', per: 6 },
  { key: 'requests_kcount', kind: 'request', per: 3 },
];

/** A price is for 10^Decimals units. */
type Decimals = 3 | 6;

/** A price of the catalogue that is not a decimal of whole pico-dollars: reading it would mean rounding. */
class InexactPrice extends Error {}

/** This package pins the catalogue exactly, so its own manifest names the version. */
const CATALOGUE_VERSION: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).dependencies['@pydantic/genai-prices'];

/**
 * The shipped catalogue's prices for a model of a provider (the catalogue's provider id, such as
 * `x-ai`) at a moment. Null when it has none, or one that cannot be read without rounding.
 *
 * The library finds the model and the prices in force; its own arithmetic is in floats and is not used.
 */
export function cataloguePrices(provider: string, model: string, at: Date): PriceVersion | null {
  const found = calcPrice({ input_tokens: 1 }, model, { providerId: provider, timestamp: at });
  if (found === null) return null;
  const prices = exactPrices(found.model_price);
  if (prices === null) return null;
  return {
    version: `genai-prices@${CATALOGUE_VERSION}:${found.provider.id}/${found.model.id}`,
    prices,
  };
}

/** Null when any price in use is finer than a pico-dollar per unit (an artefact of floats upstream). */
export function exactPrices(published: ModelPrice): Prices | null {
  const prices: Partial<Record<PricedKind, UnitPrice>> = {};
  try {
    for (const { key, kind, per } of KINDS) {
      const value = published[key];
      if (value !== undefined) prices[kind] = readPrice(value, per);
    }
  } catch (fault) {
    if (fault instanceof InexactPrice) return null;
    throw fault;
  }
  return prices;
}

function readPrice(value: number | TieredPrices, per: Decimals): UnitPrice {
  if (typeof value === 'number') return { base: readNumber(value, per), tiers: [] };
  const tiers = value.tiers
    .map((tier) => ({ aboveInputTokens: tier.start, price: readNumber(tier.price, per) }))
    .sort((a, b) => a.aboveInputTokens - b.aboveInputTokens);
  return { base: readNumber(value.base, per), tiers };
}

/** `String` gives back the shortest decimal that names the number, which is the one the catalogue's source wrote. */
function readNumber(value: number, per: Decimals): Pico {
  const pico = parseDecimal(String(value), 12 - per);
  if (pico === null) throw new InexactPrice();
  return toPico(pico);
}

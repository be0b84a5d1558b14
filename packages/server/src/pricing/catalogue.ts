import { readFileSync } from 'node:fs';
import type { ModelPrice, TieredPrices } from '@pydantic/genai-prices';
import { PRICE_KEYS, type PriceKeyMeaning } from './catalogue-keys.ts';
import { type Price, parsePrice, perUnits } from './price.ts';
import { onlyBase, type Prices, type UnitPrice } from './prices.ts';

/** This package pins the catalogue exactly, so its own manifest names the version. */
const PACKAGE_VERSION: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).dependencies['@pydantic/genai-prices'];

/** The shipped catalogue and its version. */
export const CATALOGUE_SOURCE = `genai-prices@${PACKAGE_VERSION}`;

/** The published numbers as they are, whatever they are: none is rounded. The library's own arithmetic is in floats and is not used. */
export function exactPrices(published: ModelPrice): Prices {
  const prices: Record<string, UnitPrice> = {};
  for (const [key, value] of Object.entries(published)) {
    const meaning = PRICE_KEYS[key];
    if (value === undefined || meaning === undefined) continue;
    for (const kind of meaning.kinds) prices[kind] ??= readPrice(value, meaning);
  }
  return onlyBase(prices);
}

function readPrice(value: number | TieredPrices, { per }: PriceKeyMeaning): UnitPrice {
  if (typeof value === 'number') return { base: readNumber(value, per), tiers: [] };
  const tiers = value.tiers
    .map((tier) => ({ aboveInputTokens: tier.start, price: readNumber(tier.price, per) }))
    .sort((a, b) => a.aboveInputTokens - b.aboveInputTokens);
  return { base: readNumber(value.base, per), tiers };
}

/** `String` gives back the shortest decimal that names the number, which is the one the catalogue's source wrote. */
function readNumber(value: number, per: bigint): Price {
  const price = parsePrice(String(value));
  if (price === null) throw new Error(`the catalogue holds a price that is no price: ${value}`);
  return perUnits(price, per);
}

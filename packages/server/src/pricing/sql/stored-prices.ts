import { assert } from '../../kernel/index.ts';
import type { Prices } from '../prices.ts';
import { decodePrices } from '../prices-json.ts';

/** Prices that were written as JSON: what cannot be read back is a bug, and no price is made up for it. */
export function storedPrices(json: unknown): Prices {
  const prices = decodePrices(json);
  assert(prices.ok, `stored prices cannot be read: ${JSON.stringify(json)}`);
  return prices.value;
}

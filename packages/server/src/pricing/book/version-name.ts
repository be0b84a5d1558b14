import type { Prices, PriceVersion } from '../prices.ts';
import { encodePrices, fingerprintPrices } from '../prices-json.ts';

/**
 * Names prices for good: `custom:openai/gpt-4o#1f3a…`. The same prices of the same source always have
 * the same name, and other prices never do.
 */
export function nameVersion(source: string, subject: string, prices: Prices): PriceVersion {
  return { version: `${source}:${subject}#${fingerprintPrices(prices)}`, prices };
}

/** Equal for equal prices. */
export function pricesText(prices: Prices): string {
  return JSON.stringify(encodePrices(prices));
}

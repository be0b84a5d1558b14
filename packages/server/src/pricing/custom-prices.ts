import { readLitellmEntry } from './litellm/entry.ts';
import type { PriceVersion } from './prices.ts';
import { fingerprintPrices } from './prices-json.ts';

/**
 * Reads a deployment's own prices, in LiteLLM's names, from their text (what is nested is JSON text).
 * Null when it sets none. Each problem names the field; with a problem there is no price: a price
 * that is passed over would bill wrongly.
 */
export function readCustomPrices(fields: Readonly<Record<string, string>>): {
  price: PriceVersion | null;
  problems: string[];
} {
  const read = readLitellmEntry(
    Object.fromEntries(Object.entries(fields).map(([field, text]) => [field, untangle(text)])),
  );
  const problems = read.leftOut.map(({ field, why }) => `${field}: ${why}`);
  if (problems.length > 0 || read.prices === null) return { price: null, problems };
  return {
    price: { version: `config:${fingerprintPrices(read.prices)}`, prices: read.prices },
    problems,
  };
}

function untangle(text: string): unknown {
  return /^\s*[[{]/.test(text) ? JSON.parse(text) : text;
}

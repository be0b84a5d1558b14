import type { PricedKind } from './kinds.ts';
import { type Price, parsePrice } from './price.ts';
import { onlyBase, type Prices, type PriceVersion, type UnitPrice } from './prices.ts';
import { fingerprintPrices } from './prices-json.ts';

/** The names LiteLLM users write in `model_info` or `litellm_params`: US dollars per token (or per request). */
const FIELDS: Readonly<Record<string, PricedKind>> = {
  input_cost_per_token: 'input',
  cache_read_input_token_cost: 'cached_input',
  cache_creation_input_token_cost: 'cache_write',
  input_cost_per_audio_token: 'input_audio',
  output_cost_per_token: 'output',
  output_cost_per_reasoning_token: 'reasoning',
  output_cost_per_audio_token: 'output_audio',
  input_cost_per_request: 'request',
};

/** `input_cost_per_token_above_200k_tokens`: the price of the whole call once its input exceeds 200,000 tokens. */
const TIER_FIELD = /^(.+)_above_(\d+)k_tokens$/;

/** Which settings are prices: anything of that shape must be understood or refused, never skipped. */
export function isPriceField(name: string): boolean {
  return /(^|_)(cost|price|pricing)(_|$)/.test(name);
}

interface ParsedField {
  readonly kind: PricedKind;
  readonly aboveInputTokens: number | null;
  readonly price: Price;
}

/**
 * Reads a deployment's own prices from their decimal text. Null when it sets none. Each problem names
 * the field; with a problem there is no price.
 */
export function readCustomPrices(fields: Readonly<Record<string, string>>): {
  price: PriceVersion | null;
  problems: string[];
} {
  const problems: string[] = [];
  const parsed: ParsedField[] = [];
  for (const [name, text] of Object.entries(fields)) {
    const field = parseField(name, text);
    if (typeof field === 'string') problems.push(field);
    else parsed.push(field);
  }
  const prices = assemble(parsed, problems);
  if (problems.length > 0 || parsed.length === 0) return { price: null, problems };
  return { price: { version: `config:${fingerprintPrices(prices)}`, prices }, problems };
}

function parseField(name: string, text: string): ParsedField | string {
  const tier = TIER_FIELD.exec(name);
  const kind = FIELDS[tier?.[1] ?? name];
  if (kind === undefined) return `${name}: this kind of price is not supported yet`;
  if (text.trim().startsWith('-')) return `${name}: a price cannot be negative`;
  const price = parsePrice(text);
  if (price === null) return `${name}: "${text}" is not a number of US dollars`;
  return { kind, aboveInputTokens: tier === null ? null : Number(tier[2]) * 1000, price };
}

function assemble(parsed: readonly ParsedField[], problems: string[]): Prices {
  const prices: Partial<Record<PricedKind, UnitPrice>> = {};
  for (const field of parsed) {
    if (field.aboveInputTokens === null) prices[field.kind] = { base: field.price, tiers: [] };
  }
  for (const { kind, aboveInputTokens, price } of parsed) {
    if (aboveInputTokens === null) continue;
    const base = prices[kind];
    if (base === undefined) {
      problems.push(
        `a ${kind} price above ${aboveInputTokens} tokens needs the price below it too`,
      );
      continue;
    }
    const tiers = [...base.tiers, { aboveInputTokens, price }];
    tiers.sort((a, b) => a.aboveInputTokens - b.aboveInputTokens);
    prices[kind] = { base: base.base, tiers };
  }
  return onlyBase(prices);
}

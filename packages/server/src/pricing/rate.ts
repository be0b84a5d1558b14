import { type Pico, toPico, ZERO_PICO } from '../kernel/index.ts';
import type { PricedKind, Prices, UnitPrice } from './prices.ts';
import type { Usage } from './usage.ts';

/** One term of an amount: `quantity` x `unitPrice` = `amount`, exactly. */
export interface SpendLine {
  readonly kind: PricedKind;
  readonly quantity: number;
  readonly unitPrice: Pico;
  readonly amount: Pico;
}

export interface RatedAmount {
  readonly lines: readonly SpendLine[];
  readonly total: Pico;
}

/** A part of the input or the output that may have a price of its own; without one it costs what its whole costs. */
const PARTS: readonly {
  readonly whole: 'input' | 'output';
  readonly kind: PricedKind;
  readonly tokens: keyof Usage;
}[] = [
  { whole: 'input', kind: 'cached_input', tokens: 'cachedInputTokens' },
  { whole: 'input', kind: 'cache_write', tokens: 'cacheWriteTokens' },
  { whole: 'input', kind: 'input_audio', tokens: 'inputAudioTokens' },
  { whole: 'output', kind: 'reasoning', tokens: 'reasoningTokens' },
  { whole: 'output', kind: 'output_audio', tokens: 'outputAudioTokens' },
];

/**
 * What one call costs, in exact pico-dollars; the lines sum to the total. Null when something was
 * used that has no price: the call is unpriced, never free by accident.
 *
 * Every token is charged once: parts with a price of their own are taken out of their whole first.
 * Tiers follow the published rule that crossing a threshold reprices the entire call.
 */
export function rate(usage: Usage, prices: Prices): RatedAmount | null {
  const rest = { input: usage.inputTokens, output: usage.outputTokens };
  const quantities: [PricedKind, number][] = [];
  for (const part of PARTS) {
    if (prices[part.kind] === undefined) continue;
    const tokens = Math.min(usage[part.tokens], rest[part.whole]);
    rest[part.whole] -= tokens;
    quantities.push([part.kind, tokens]);
  }
  quantities.unshift(['input', rest.input]);
  quantities.push(['output', rest.output]);
  if (prices.request !== undefined) quantities.push(['request', 1]);
  return sumLines(quantities, prices, usage.inputTokens);
}

function sumLines(
  quantities: readonly [PricedKind, number][],
  prices: Prices,
  inputTokens: number,
): RatedAmount | null {
  const lines: SpendLine[] = [];
  let total: bigint = ZERO_PICO;
  for (const [kind, quantity] of quantities) {
    if (quantity === 0) continue;
    const price = prices[kind];
    if (price === undefined) return null;
    const unitPrice = priceAt(price, inputTokens);
    const amount = toPico(BigInt(quantity) * unitPrice);
    total += amount;
    lines.push({ kind, quantity, unitPrice, amount });
  }
  return { lines, total: toPico(total) };
}

function priceAt(price: UnitPrice, inputTokens: number): Pico {
  let unitPrice = price.base;
  for (const tier of price.tiers) {
    if (inputTokens > tier.aboveInputTokens) unitPrice = tier.price;
  }
  return unitPrice;
}

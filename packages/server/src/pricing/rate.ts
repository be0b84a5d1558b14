import { type Pico, toPico } from '../kernel/index.ts';
import { Bill, type SpendLine } from './bill.ts';
import { chargedMeasures } from './measures.ts';
import { INPUT_PARTS, OUTPUT_PARTS } from './parts.ts';
import type { Prices } from './prices.ts';
import { Tariff } from './tariff.ts';
import type { Usage } from './usage.ts';

export interface RatedAmount {
  readonly lines: readonly SpendLine[];
  readonly total: Pico;
  readonly missing: null;
}

/** Something was used that has no price: the call is unpriced, never free by accident. */
export interface Unpriced {
  readonly lines: readonly [];
  readonly total: null;
  /** What has no price; under a service tier with the tier's name: `cached_input (flex)`. */
  readonly missing: readonly string[];
}

/**
 * What one call costs, in exact pico-dollars; the lines sum to the total.
 *
 * Every token is charged once: parts are taken out of their whole first, and a part without a price of
 * its own costs what its whole costs. Crossing a context tier reprices the whole call, output
 * included, as every provider that publishes such tiers does. A service tier's prices stand alone:
 * what the base prices know and the tier does not is unpriced, rather than charged at the base.
 */
export function rate(usage: Usage, prices: Prices): RatedAmount | Unpriced {
  const tariff = new Tariff(prices, usage);
  const bill = new Bill(tariff, usage);
  const byRequest = prices.base.request !== undefined;
  const measures = usage.units === undefined ? null : chargedMeasures(usage, tariff, { byRequest });
  const onlyByRequest = byRequest && !tariff.knows('input') && !tariff.knows('output');
  bill.addTokens('input', {
    total: usage.inputTokens,
    parts: INPUT_PARTS,
    covered: onlyByRequest || (measures?.covers('input') ?? false),
  });
  bill.addTokens('output', {
    total: usage.outputTokens,
    parts: OUTPUT_PARTS,
    covered: onlyByRequest || (measures?.covers('output') ?? false),
  });
  for (const [key, quantity] of measures?.charged ?? []) bill.add(key, quantity);
  if (byRequest) bill.add('request', 1);
  if (bill.missing.length > 0) return { lines: [], total: null, missing: bill.missing };
  return { lines: bill.lines, total: toPico(bill.total), missing: null };
}

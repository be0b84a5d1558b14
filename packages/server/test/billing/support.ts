import { type Exact, formatExact, formatQuantity, sumOf } from '../../src/billing/rating/exact.ts';
import type { RatedLine } from '../../src/billing/rating/line.ts';
import { parseRateCard } from '../../src/billing/rating/parse-rate-card.ts';
import type { ModelUsage, RateCard } from '../../src/billing/rating/rate-card.ts';
import { formatPico, type Pico, parsePico } from '../../src/kernel/index.ts';

export function cardOf(json: unknown): RateCard {
  const read = parseRateCard(json);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

export function usageOf(of: Partial<Omit<ModelUsage, 'cost'>> & { cost?: string }): ModelUsage {
  const { cost = '0', ...rest } = of;
  return {
    model: 'gpt-4o',
    calls: 0,
    inputTokens: 0,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 0,
    ...rest,
    cost: parsePico(cost) as Pico,
  };
}

export function totalOf(lines: readonly { readonly exact: Exact }[]): Exact {
  return sumOf(lines.map(({ exact }) => exact));
}

/** As a golden file shows it. */
export function textOf(lines: readonly RatedLine[]) {
  return lines.map(({ kind, description, unit, quantity, unitPrice, exact }) => ({
    kind,
    description,
    unit,
    quantity: quantity === null ? null : formatQuantity(quantity),
    unitPrice: unitPrice === null ? null : formatPico(unitPrice),
    exact: formatExact(exact),
  }));
}

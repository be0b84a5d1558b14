import { formatDecimal, type Pico, parseDecimal } from '../../kernel/index.ts';

/**
 * An amount before it is rounded, in 1e-30 of the currency of prices. A quantity has up to 12 decimals
 * and so has a unit price; a percentage adds 6: every product is whole here, so nothing is ever
 * rounded on the way to the total of an invoice.
 */
export type Exact = bigint & { readonly __unit: '1e-30' };

/** Units of a meter in 1e-12: whole tokens, whole requests, or dollars of cost to the pico-dollar. */
export type Quantity = bigint & { readonly __unit: '1e-12 unit' };

export const EXACT_SCALE = 30;
export const QUANTITY_SCALE = 12;
export const PERCENT_SCALE = 4;
const PRODUCT_TO_EXACT = 10n ** 6n;
const PICO_TO_EXACT = 10n ** 18n;
const PERCENT_FACTOR = 10n ** 6n;
const ONE_UNIT = 10n ** 12n;

export function wholeUnits(count: number | bigint): Quantity {
  return (BigInt(count) * ONE_UNIT) as Quantity;
}

export function priceOf(quantity: Quantity, unitPrice: Pico): Exact {
  return (quantity * unitPrice * PRODUCT_TO_EXACT) as Exact;
}

export function exactOf(amount: Pico): Exact {
  return (amount * PICO_TO_EXACT) as Exact;
}

export function sumOf(amounts: Iterable<Exact>): Exact {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum as Exact;
}

/** `percent` in 1e-4 of a per cent. Exact for whatever `priceOf` and `exactOf` give and their sums. */
export function percentOf(amount: Exact, percent: bigint): Exact {
  return ((amount * percent) / PERCENT_FACTOR) as Exact;
}

export function formatExact(amount: Exact): string {
  return formatDecimal(amount, EXACT_SCALE);
}

export function parseExact(text: string): Exact | null {
  return parseDecimal(text, EXACT_SCALE) as Exact | null;
}

export function formatQuantity(quantity: Quantity): string {
  return formatDecimal(quantity, QUANTITY_SCALE);
}

export function parseQuantity(text: string): Quantity | null {
  return parseDecimal(text, QUANTITY_SCALE) as Quantity | null;
}

/** Half away from zero: 0.005 is 0.01, and a credit mirrors the charge it takes back. */
export function divideHalfUp(value: bigint, by: bigint): bigint {
  const magnitude = value < 0n ? -value : value;
  const rounded = (2n * magnitude + by) / (2n * by);
  return value < 0n ? -rounded : rounded;
}

import { assert } from '../../kernel/index.ts';
import { divideHalfUp, EXACT_SCALE, type Exact, sumOf } from './exact.ts';

/** What amounts are rounded to: the smallest unit of the invoice's currency. */
interface BillingCurrency {
  /** Decimals of its smallest unit: 2 for dollars, 0 for yen. */
  readonly digits: number;
  /** What a unit of the currency of prices comes to, in 1e-10. */
  readonly exchangeRate: bigint;
}

export const RATE_SCALE = 10;

/** Whole smallest units of the currency. */
export interface Totals {
  readonly lines: readonly bigint[];
  readonly subtotal: bigint;
  readonly tax: bigint;
  readonly total: bigint;
}

/**
 * Rounds once, on the sum of all exact lines, half away from zero; what each line is billed follows by
 * largest remainder, the earlier line first among equals. Tax is what the law asks of the printed
 * subtotal. `taxPercent` in 1e-4 of a per cent.
 */
export function totalsOf(
  lines: readonly Exact[],
  currency: BillingCurrency,
  taxPercent: bigint,
): Totals {
  const unit = 10n ** BigInt(EXACT_SCALE + RATE_SCALE - currency.digits);
  const converted = lines.map((line) => line * currency.exchangeRate);
  const subtotal = divideHalfUp(sumOf(lines) * currency.exchangeRate, unit);
  const tax = divideHalfUp(subtotal * taxPercent, 10n ** 6n);
  return {
    lines: apportion(converted, { total: subtotal, unit }),
    subtotal,
    tax,
    total: subtotal + tax,
  };
}

/** Rounds each amount down, then gives the missing units to the largest remainders. */
function apportion(
  amounts: readonly bigint[],
  { total, unit }: { total: bigint; unit: bigint },
): bigint[] {
  const floors = amounts.map((amount) => floorDivide(amount, unit));
  const missing = Number(total - floors.reduce((sum, floor) => sum + floor, 0n));
  assert(missing >= 0 && missing <= amounts.length, 'a remainder is less than a unit');
  const remainder = (i: number) => (amounts[i] ?? 0n) - (floors[i] ?? 0n) * unit;
  const order = amounts.map((_, i) => i).toSorted((a, b) => compare(remainder(b), remainder(a)));
  for (const i of order.slice(0, missing)) floors[i] = (floors[i] ?? 0n) + 1n;
  return floors;
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value < 0n && quotient * by !== value ? quotient - 1n : quotient;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import { formatDecimal, type Pico, parseDecimal, toPico } from '../kernel/index.ts';

/**
 * An exact price: `pico` US pico-dollars for every `per` units, in lowest terms. Nearly every
 * published price is whole per unit (`per` is 1); an hour's price per millisecond, a price with an
 * uplift or a decimal finer than a pico-dollar is not, and is kept as the fraction it is.
 */
export interface Price {
  readonly pico: Pico;
  readonly per: bigint;
}

/** An exact factor, in lowest terms: the 1.1 of a regional uplift is 11/10. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The finest decimal that is read, and the highest price of one unit: what is beyond is a slip of the pen. */
const FINEST_SCALE = 30;
const HIGHEST_DOLLARS = 1_000_000n;
const SCALE_PER_PICO = 10n ** 18n;
const PICO_SCALE = 12;

/** The same price is always the same fraction. */
export function priceOf(pico: bigint, per = 1n): Price {
  const divisor = greatestCommonDivisor(pico, per);
  return { pico: toPico(pico / divisor), per: per / divisor };
}

/**
 * Reads US dollars per unit from their text, never rounding: `0.0000025`, `2.5e-06`, and, where no
 * decimal is exact, a fraction such as `0.111/3600`. Null when it is not such a number, is below
 * zero, or is beyond what any price is.
 */
export function parsePrice(text: string): Price | null {
  const [dollars = '', units, ...rest] = text.split('/');
  const count = units === undefined ? 1n : parseWhole(units);
  const value = parseBounded(dollars);
  if (rest.length > 0 || count === null || value === null || value < 0n) return null;
  const price = priceOf(value, SCALE_PER_PICO * count);
  return value > HIGHEST_DOLLARS * 10n ** BigInt(FINEST_SCALE) * count ? null : price;
}

/** The shortest text that `parsePrice` reads as this very price. */
export function formatPrice({ pico, per }: Price): string {
  const scale = decimalScaleOf(per);
  if (scale === null) return `${formatDecimal(pico, PICO_SCALE)}/${per}`;
  return formatDecimal((pico * 10n ** BigInt(scale)) / per, PICO_SCALE + scale);
}

export function timesRatio(price: Price, { numerator, denominator }: Ratio): Price {
  return priceOf(price.pico * numerator, price.per * denominator);
}

/** The same price stated for another number of units: per 1,000,000 tokens, per hour in milliseconds. */
export function perUnits({ pico, per }: Price, units: bigint): Price {
  return priceOf(pico, per * units);
}

/** Reads a decimal factor such as `1.1`; null when it is not one, or is below zero. */
export function parseRatio(text: string): Ratio | null {
  const value = parseBounded(text);
  if (value === null || value < 0n) return null;
  const { pico, per } = priceOf(value, 10n ** BigInt(FINEST_SCALE));
  return { numerator: pico, denominator: per };
}

export function formatRatio({ numerator, denominator }: Ratio): string {
  const scale = decimalScaleOf(denominator) ?? FINEST_SCALE;
  return formatDecimal((numerator * 10n ** BigInt(scale)) / denominator, scale);
}

/** An exponent of a thousand digits must not become a number of a thousand digits. */
function parseBounded(text: string): bigint | null {
  const exponent = /[eE]([+-]?\d+)$/.exec(text.trim())?.[1];
  if (text.length > 80 || Math.abs(Number(exponent ?? 0)) > 60) return null;
  return parseDecimal(text, FINEST_SCALE);
}

function parseWhole(text: string): bigint | null {
  return /^[1-9]\d{0,17}$/.test(text) ? BigInt(text) : null;
}

/** How many decimals 1/`per` needs; null when no number of them is enough. */
function decimalScaleOf(per: bigint): number | null {
  let scale = 0;
  let power = 1n;
  while (power % per !== 0n) {
    if (scale > 2 * FINEST_SCALE) return null;
    power *= 10n;
    scale += 1;
  }
  return scale;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}

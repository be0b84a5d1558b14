import { pageLocale } from './locale.ts';

/** A base-10 number as text, such as "0.000123"; `Intl` prints it without going through a float. */
export type DecimalText = `${number}`;

export interface MoneyText {
  readonly amount: DecimalText;
  readonly currency: string;
}

/**
 * How an amount is read, which decides how many digits it needs:
 * - `total`: sums. Two decimals; an amount below a cent keeps three significant digits.
 * - `call`: one call. Two to four decimals; below a cent three significant digits.
 * - `billed`: what is on an invoice. As many decimals as the currency has: none for yen.
 * - `exact`: every digit, at least two decimals.
 */
export type MoneyStyle = 'total' | 'call' | 'billed' | 'exact';

/** Above every scale the server uses (12), so that `exact` never rounds. */
const ALL_DECIMALS = 20;

const DIGITS = {
  total: { minimumFractionDigits: 2, maximumFractionDigits: 2 },
  call: { minimumFractionDigits: 2, maximumFractionDigits: 4 },
  billed: {},
  exact: { minimumFractionDigits: 2, maximumFractionDigits: ALL_DECIMALS },
} satisfies Record<MoneyStyle, Intl.NumberFormatOptions>;

// Chosen by magnitude and not with roundingPriority: 'morePrecision', which prints 0.4 as "$0.4".
const TINY = { minimumSignificantDigits: 1, maximumSignificantDigits: 3 };

export function formatMoney(money: MoneyText, style: MoneyStyle, locale = pageLocale): string {
  const isShort = style === 'total' || style === 'call';
  const digits = isShort && isBelowOneCent(money.amount) ? TINY : DIGITS[style];
  return formatter(money.currency, digits, locale).format(money.amount);
}

/** The price of a million units, as prices are published: the decimal point moved six places. */
export function perMillion(unitPrice: DecimalText): DecimalText {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d*)\.?(\d*)$/.exec(unitPrice) ?? [];
  const moved = fraction.padEnd(6, '0');
  return `${sign}${whole}${moved.slice(0, 6)}.${moved.slice(6)}0` as DecimalText;
}

/** The price of one unit, from that of a million: the decimal point moved back. */
export function perUnit(priceOfMillion: DecimalText): DecimalText {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d*)\.?(\d*)$/.exec(priceOfMillion) ?? [];
  const digits = whole.padStart(7, '0');
  return `${sign}${digits.slice(0, -6)}.${digits.slice(-6)}${fraction}` as DecimalText;
}

/** A short label for an axis, such as "$1.2M" or "$0.0004"; takes a position, not an amount. */
export function formatAxisMoney(position: number, currency: string, locale = pageLocale): string {
  return formatter(currency, axisDigits(Math.abs(position)), locale).format(position);
}

function axisDigits(size: number): Intl.NumberFormatOptions {
  if (size >= 1_000) return { notation: 'compact', maximumFractionDigits: 1 };
  if (Number.isInteger(size)) return { maximumFractionDigits: 0 };
  if (size < 0.01) return { maximumSignificantDigits: 2 };
  return { minimumFractionDigits: 2, maximumFractionDigits: 3 };
}

/**
 * The amount as a length on screen: bar widths, band heights and their order. Never shown as a
 * number, because it is a float.
 */
export function toLength(amount: DecimalText): number {
  return Number(amount);
}

export function isZero(amount: DecimalText): boolean {
  return !/[1-9]/.test(amount);
}

function isBelowOneCent(amount: DecimalText): boolean {
  return /^-?0*(\.00\d*)?$/.test(amount) && !isZero(amount);
}

const formatters = new Map<string, Intl.NumberFormat>();

function formatter(
  currency: string,
  digits: Intl.NumberFormatOptions,
  locale: string,
): Intl.NumberFormat {
  const id = `${locale} ${currency} ${JSON.stringify(digits)}`;
  const known = formatters.get(id);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits });
  formatters.set(id, made);
  return made;
}

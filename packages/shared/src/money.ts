/**
 * Exact money text. Amounts and prices are whole numbers of pico-dollars (1e-12 USD) in a bigint;
 * every price published per million tokens with up to six decimals is whole per token.
 */
export type Pico = bigint & { readonly __unit: 'pico-dollar' };

const PICO_SCALE = 12;
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

export const ZERO_PICO = 0n as Pico;

export function toPico(value: bigint): Pico {
  return value as Pico;
}

/**
 * Reads a decimal number from its text, exponent form included, as a whole count of 10^-scale.
 * Null when the text is not a number or needs more than `scale` decimals: nothing is ever rounded.
 */
export function parseDecimal(text: string, scale: number): bigint | null {
  const match = DECIMAL.exec(text.trim());
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return null;
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '');
  const shift = scale - fraction.length + Number(exponent);
  const magnitude = shift >= 0 ? BigInt(digits) * 10n ** BigInt(shift) : dropZeros(digits, -shift);
  if (magnitude === null) return null;
  return sign === '-' ? -magnitude : magnitude;
}

/** Writes a whole count of 10^-scale as plain decimal text: no exponent, no trailing zeros. */
export function formatDecimal(value: bigint, scale: number): string {
  if (value < 0n) return `-${formatDecimal(-value, scale)}`;
  const digits = value.toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  let end = digits.length;
  while (end > point && digits[end - 1] === '0') end -= 1;
  const whole = digits.slice(0, point);
  return end === point ? whole : `${whole}.${digits.slice(point, end)}`;
}

/** Reads US dollars, such as "0.00000015" or "1.5e-7"; null when not a number or finer than a pico-dollar. */
export function parsePico(text: string): Pico | null {
  return parseDecimal(text, PICO_SCALE) as Pico | null;
}

/** Writes US dollars as plain decimal text, such as "0.000123"; zero is "0". */
export function formatPico(amount: Pico): string {
  return formatDecimal(amount, PICO_SCALE);
}

function dropZeros(digits: string, count: number): bigint | null {
  const cut = Math.max(digits.length - count, 0);
  if (/[1-9]/.test(digits.slice(cut))) return null;
  return BigInt(digits.slice(0, cut) || '0');
}

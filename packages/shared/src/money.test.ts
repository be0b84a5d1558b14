import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDecimal, formatPico, parseDecimal, parsePico, toPico } from './money.ts';

describe('money text', () => {
  test.each([
    ['0', 0n],
    ['1', 1_000_000_000_000n],
    ['0.00000015', 150_000n],
    ['1.5e-7', 150_000n],
    ['1.5E-07', 150_000n],
    ['2.5e+1', 25_000_000_000_000n],
    ['-0.000000000001', -1n],
    ['.5', 500_000_000_000n],
    ['5.', 5_000_000_000_000n],
    ['0.1230000000000000', 123_000_000_000n],
    ['123456789012345678.123456789012', 123456789012345678123456789012n],
  ])('%s is %s pico-dollars', (text, pico) => {
    expect(parsePico(text)).toBe(pico);
  });

  test.each([
    '',
    '.',
    '-',
    'abc',
    '1,000',
    '0x10',
    'NaN',
    'Infinity',
    '1e',
    '1e99999',
    '$1',
    '1 2',
  ])('refuses %j', (text) => {
    expect(parsePico(text)).toBeNull();
  });

  test('refuses what is finer than a pico-dollar instead of rounding it', () => {
    expect(parsePico('0.0000000000001')).toBeNull();
    expect(parsePico('1e-13')).toBeNull();
  });

  test('every amount survives the way to text and back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (amount) => {
        expect(parsePico(formatPico(toPico(amount)))).toBe(amount);
      }),
    );
  });

  test('text has no exponent, no plus sign and no trailing zeros, at any scale', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.integer({ min: 1, max: 30 }), (value, scale) => {
        const text = formatDecimal(value, scale);
        expect(text).toMatch(/^-?\d+(\.\d*[1-9])?$/);
        expect(parseDecimal(text, scale)).toBe(value);
      }),
    );
  });
});

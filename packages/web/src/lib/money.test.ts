import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DecimalText,
  formatAxisMoney,
  formatMoney,
  isZero,
  perMillion,
  toLength,
} from './money.ts';

const usd = (amount: DecimalText) => ({ amount, currency: 'USD' });

describe('a sum', () => {
  test.each<[DecimalText, string]>([
    ['0', '$0.00'],
    ['0.000', '$0.00'],
    ['0.4', '$0.40'],
    ['0.01', '$0.01'],
    ['0.014', '$0.01'],
    ['0.015', '$0.02'],
    ['0.009999', '$0.01'],
    ['0.000123', '$0.000123'],
    ['0.00012345', '$0.000123'],
    ['0.000000000001', '$0.000000000001'],
    ['1', '$1.00'],
    ['1043.834', '$1,043.83'],
    ['1234567.895', '$1,234,567.90'],
    ['123456789012345678.123456', '$123,456,789,012,345,678.12'],
    ['-0.5', '-$0.50'],
    ['-0.0002', '-$0.0002'],
  ])('of %s reads %s', (amount, text) => {
    expect(formatMoney(usd(amount), 'total', 'en-US')).toBe(text);
  });
});

describe('one call', () => {
  test.each<[DecimalText, string]>([
    ['0', '$0.00'],
    ['0.0000015', '$0.0000015'],
    ['0.00111200000', '$0.00111'],
    ['0.0125', '$0.0125'],
    ['0.01254', '$0.0125'],
    ['0.4', '$0.40'],
    ['2.34567', '$2.3457'],
    ['12', '$12.00'],
  ])('at %s reads %s', (amount, text) => {
    expect(formatMoney(usd(amount), 'call', 'en-US')).toBe(text);
  });
});

describe('an amount on an invoice', () => {
  test.each<[DecimalText, string, string]>([
    ['0.4', 'USD', '$0.40'],
    ['1204', 'JPY', '¥1,204'],
    ['0.005', 'KWD', 'KWD\u00a00.005'],
    ['-12.3', 'EUR', '-€12.30'],
  ])('of %s %s reads %s', (amount, currency, text) => {
    expect(formatMoney({ amount, currency }, 'billed', 'en-US')).toBe(text);
  });
});

describe('the exact amount', () => {
  test.each<[DecimalText, string]>([
    ['0', '$0.00'],
    ['0.5', '$0.50'],
    ['0.000000150000', '$0.00000015'],
    ['0.000000000001', '$0.000000000001'],
    ['123456789012345678.123456789012', '$123,456,789,012,345,678.123456789012'],
  ])('of %s reads %s', (amount, text) => {
    expect(formatMoney(usd(amount), 'exact', 'en-US')).toBe(text);
  });

  test('loses no digit at any size', () => {
    const amounts = fc.tuple(
      fc.bigInt({ min: 0n, max: 10n ** 26n }),
      fc.bigInt({ min: 0n, max: 10n ** 12n - 1n }),
    );
    fc.assert(
      fc.property(amounts, ([dollars, pico]) => {
        const fraction = `${pico}`.padStart(12, '0');
        const printed = formatMoney(usd(`${dollars}.${fraction}` as DecimalText), 'exact', 'en-US');
        const [whole = '', decimals = ''] = printed.replaceAll(/[$,]/g, '').split('.');
        expect(whole).toBe(`${dollars}`);
        expect(decimals.padEnd(12, '0')).toBe(fraction);
      }),
    );
  });
});

test('other locales and currencies write it their own way', () => {
  const spaces = /[\u00a0\u202f]/g;
  expect(
    formatMoney({ amount: '1234.5', currency: 'EUR' }, 'total', 'de-DE').replace(spaces, ' '),
  ).toBe('1.234,50 €');
  expect(formatMoney({ amount: '1234567.5', currency: 'INR' }, 'total', 'en-IN')).toBe(
    '₹12,34,567.50',
  );
});

test.each([
  [0, '$0'],
  [0.00004, '$0.00004'],
  [0.2, '$0.20'],
  [0.015, '$0.015'],
  [5, '$5'],
  [2.5, '$2.50'],
  [20, '$20'],
  [1_200, '$1.2K'],
  [1_200_000, '$1.2M'],
])('an axis writes %s as %s', (position, text) => {
  expect(formatAxisMoney(position, 'USD', 'en-US')).toBe(text);
});

test('zero is zero however it is written, and nothing else is', () => {
  expect((['0', '0.000', '-0', '00.0'] as const).every(isZero)).toBe(true);
  expect((['0.000000000001', '10', '-0.1'] as const).some(isZero)).toBe(false);
  expect(toLength('0.25')).toBe(0.25);
});

test.each<[DecimalText, string]>([
  ['0.00000015', '$0.15'],
  ['0.0000025', '$2.50'],
  ['0.000000000001', '$0.000001'],
  ['0', '$0.00'],
  ['3', '$3,000,000.00'],
  ['0.0375', '$37,500.00'],
])('%s for one is %s for a million', (unitPrice, text) => {
  expect(formatMoney(usd(perMillion(unitPrice)), 'exact', 'en-US')).toBe(text);
});

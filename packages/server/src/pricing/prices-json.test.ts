import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodePrices,
  encodePrices,
  fingerprintPrices,
  formatPrice,
  type Price,
  type Prices,
  parsePrice,
  parseRatio,
  priceOf,
  type Ratio,
  type UnitPrice,
} from './index.ts';

const price = (text: string) => parsePrice(text) as Price;

const anyPrice = fc
  .tuple(
    fc.bigInt({ min: 0n, max: 10n ** 18n }),
    fc.constantFrom(1n, 3n, 9n, 1000n, 3600n, 10n ** 11n),
  )
  .map(([pico, per]) => priceOf(pico, per));
const anyUnitPrice: fc.Arbitrary<UnitPrice> = fc
  .record({
    base: anyPrice,
    tiers: fc.uniqueArray(
      fc.record({ aboveInputTokens: fc.integer({ min: 1, max: 2_000_000 }), price: anyPrice }),
      { selector: (tier) => tier.aboveInputTokens, maxLength: 4 },
    ),
    minimum: fc.option(fc.integer({ min: 1, max: 60_000 })),
  })
  .map(({ base, tiers, minimum }) => ({
    base,
    tiers: tiers.sort((a, b) => a.aboveInputTokens - b.aboveInputTokens),
    ...(minimum !== null && { minimum }),
  }));
const anyKey = fc.constantFrom(
  'input',
  'output',
  'cached_input',
  'cache_write_1h',
  'web_search:high',
  'output_image_count:hd/1024x1024',
  'page',
);
const anyUnitPrices = fc.dictionary(anyKey, anyUnitPrice);
const anyPrices = fc.record({
  base: anyUnitPrices,
  serviceTiers: fc.option(fc.dictionary(fc.constantFrom('batch', 'flex'), anyUnitPrices)),
  uplifts: fc.option(
    fc.dictionary(fc.constantFrom('eu', 'us'), fc.constant(parseRatio('1.1') as Ratio)),
  ),
}) as fc.Arbitrary<Prices>;

describe('prices as JSON', () => {
  test('come back as they were, through text and whatever order a store gives their members', () => {
    fc.assert(
      fc.property(anyPrices, (prices) => {
        const stored: unknown = JSON.parse(JSON.stringify(encodePrices(prices)), reversed);
        expect(decodePrices(stored)).toEqual({ ok: true, value: prices });
      }),
    );
  });

  test('the same prices have the same text and fingerprint, however they were put together', () => {
    const input = { base: price('2.5e-06'), tiers: [] };
    const output = { base: price('0.00001'), tiers: [] };
    const none = { serviceTiers: null, uplifts: null };
    const one: Prices = { base: { input, output }, ...none };
    const other: Prices = { base: { output, input }, ...none };
    expect(JSON.stringify(encodePrices(one))).toBe(
      '{"format":1,"base":{"input":"0.0000025","output":"0.00001"}}',
    );
    expect(JSON.stringify(encodePrices(other))).toBe(JSON.stringify(encodePrices(one)));
    expect(fingerprintPrices(other)).toBe(fingerprintPrices(one));
    expect(fingerprintPrices({ base: { input }, ...none })).not.toBe(fingerprintPrices(one));
  });

  test.each([
    [null, 'prices must be an object'],
    [{ base: {} }, 'format must be 1'],
    [{ format: 2, base: {} }, 'format must be 1'],
    [{ format: 1 }, 'base must be an object'],
    [{ format: 1, base: {}, currency: 'EUR' }, 'prices.currency is unknown'],
    [{ format: 1, base: { inputs: '1' } }, 'base.inputs is no kind of price'],
    [{ format: 1, base: { 'input:': '1' } }, 'base.input: is no kind of price'],
    [{ format: 1, base: { constructor: '1' } }, 'base.constructor is no kind of price'],
    [{ format: 1, base: { input: 0.1 } }, 'base.input must be an object'],
    [{ format: 1, base: { input: '-1' } }, 'base.input must be US dollars'],
    [{ format: 1, base: { input: '1/0' } }, 'base.input must be US dollars'],
    [{ format: 1, base: { input: '1e99' } }, 'base.input must be US dollars'],
    [{ format: 1, base: { input: { price: '1', per: 2 } } }, 'base.input.per is unknown'],
    [{ format: 1, base: { input: { price: '1', minimum: 1.5 } } }, 'minimum must be a count'],
    [
      {
        format: 1,
        base: {
          input: {
            price: '1',
            tiers: [
              { above: 9, price: '1' },
              { above: 9, price: '2' },
            ],
          },
        },
      },
      'base.input.tiers must ascend',
    ],
    [{ format: 1, base: {}, uplifts: { eu: '1,1' } }, 'uplifts.eu must be a factor'],
    [{ format: 1, base: {}, serviceTiers: { batch: '1' } }, 'serviceTiers.batch must be'],
  ])('%j is refused', (json, problem) => {
    const decoded = decodePrices(json);
    expect(decoded.ok ? [] : decoded.error.join('\n')).toContain(problem);
  });
});

describe('a price', () => {
  test.each([
    ['0.0000025', '0.0000025'],
    ['2.5e-06', '0.0000025'],
    ['2.50E-6', '0.0000025'],
    ['0', '0'],
    ['1e-13', '0.0000000000001'],
    ['8.333333333333334e-08', '0.00000008333333333333334'],
    ['0.111/3600', '0.0000925/3'],
    ['0.36/3600', '0.0001'],
    ['1000000', '1000000'],
  ])('of %s is read exactly and written as %s', (text, written) => {
    expect(formatPrice(price(text))).toBe(written);
  });

  test.each([
    '',
    ' ',
    '-1',
    '1/2/3',
    '1/0',
    '1/-2',
    '1/1.5',
    'NaN',
    'Infinity',
    '$1',
    '1e-31',
    '1e9999',
    '1000000.000001',
  ])('of %j is refused', (text) => {
    expect(parsePrice(text)).toBeNull();
  });

  test('is the same through its text', () => {
    fc.assert(
      fc.property(anyPrice, (each) => {
        expect(parsePrice(formatPrice(each))).toEqual(each);
      }),
    );
  });
});

/** Members in another order, as `jsonb` keeps them. */
function reversed(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).reverse());
}

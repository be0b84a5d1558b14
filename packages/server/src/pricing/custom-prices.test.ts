import { describe, expect, test } from 'vitest';
import { isPriceField, readCustomPrices } from './custom-prices.ts';
import { parsePrice } from './price.ts';

describe('custom prices', () => {
  test('are read from their text, exponent form included, without a float in between', () => {
    const { price, problems } = readCustomPrices({
      input_cost_per_token: '1.5e-07',
      output_cost_per_token: '0.0000006',
      input_cost_per_token_above_200k_tokens: '3e-07',
    });
    expect(problems).toEqual([]);
    expect(price?.prices.base.input).toEqual({
      base: parsePrice('0.00000015'),
      tiers: [{ aboveInputTokens: 200_000, price: parsePrice('0.0000003') }],
    });
  });

  test('the same prices have the same version, different prices another', () => {
    const version = (fields: Record<string, string>) => readCustomPrices(fields).price?.version;
    const one = version({ input_cost_per_token: '1e-6', output_cost_per_token: '2e-6' });
    expect(version({ output_cost_per_token: '0.000002', input_cost_per_token: '0.000001' })).toBe(
      one,
    );
    expect(version({ input_cost_per_token: '1e-6', output_cost_per_token: '3e-6' })).not.toBe(one);
  });

  test.each([
    [{ input_cost_per_token: 'cheap' }, 'input_cost_per_token: "cheap" is not a number'],
    [{ input_cost_per_token: '1e-31' }, 'is not a number of US dollars'],
    [{ input_cost_per_token: '-1' }, 'cannot be negative'],
    [
      { input_cost_per_pixel: '1' },
      'input_cost_per_pixel: this kind of price is not supported yet',
    ],
    [{ input_cost_per_token_above_128k_tokens: '1' }, 'needs the price below it too'],
  ])('%j is refused with its reason', (fields, reason) => {
    const { price, problems } = readCustomPrices(fields as Record<string, string>);
    expect(price).toBeNull();
    expect(problems.join()).toContain(reason);
  });

  test('no field at all means no price', () => {
    expect(readCustomPrices({})).toEqual({ price: null, problems: [] });
  });

  test('anything that looks like a price is one', () => {
    expect(isPriceField('output_cost_per_image')).toBe(true);
    expect(isPriceField('tiered_pricing')).toBe(true);
    expect(isPriceField('max_tokens')).toBe(false);
  });
});

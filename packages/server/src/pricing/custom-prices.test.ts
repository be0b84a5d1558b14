import { describe, expect, test } from 'vitest';
import { readCustomPrices } from './custom-prices.ts';
import { isPriceField } from './litellm/fields.ts';
import { parsePrice } from './price.ts';
import { encodePrices } from './prices-json.ts';

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
    [{ input_cost_per_token: '-1' }, '"-1" is not a number of US dollars'],
    [{ input_cost_per_planet: '1' }, 'input_cost_per_planet: no price of this kind is known'],
    [{ vector_store_cost_per_gb_per_day: '1' }, 'storage is charged by the day'],
    [{ tiered_pricing: '[{"input_cost_per_token":"1"}]' }, 'not one of input tokens'],
    [
      { input_cost_per_token_above_128k_tokens: '1' },
      'the price below this length of input is missing',
    ],
  ])('%j is refused with its reason', (fields, reason) => {
    const { price, problems } = readCustomPrices(fields as Record<string, string>);
    expect(price).toBeNull();
    expect(problems.join()).toContain(reason);
  });

  test('every dimension has a name, nested ones included', () => {
    const { price, problems } = readCustomPrices({
      input_cost_per_token: '1e-6',
      input_cost_per_token_batches: '5e-7',
      cache_creation_input_token_cost_above_1hr: '2e-6',
      output_cost_per_second_1080p: '0.30',
      ocr_cost_per_page: '0.001',
      search_context_cost_per_query: '{"search_context_size_high":"0.05"}',
      regional_processing_uplift_multiplier_eu: '1.1',
    });
    expect(problems).toEqual([]);
    expect(price && encodePrices(price.prices)).toEqual({
      format: 1,
      base: {
        cache_write_1h: '0.000002',
        input: '0.000001',
        'output_ms:1080p': '0.0003',
        page: '0.001',
        'web_search:high': '0.05',
      },
      serviceTiers: { batch: { input: '0.0000005' } },
      uplifts: { eu: '1.1' },
    });
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

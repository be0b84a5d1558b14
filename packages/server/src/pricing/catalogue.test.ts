import { type ModelPrice, type Provider, waitForUpdate } from '@pydantic/genai-prices';
import { describe, expect, test } from 'vitest';
import { exactPrices } from './catalogue.ts';
import { PRICE_KEYS } from './catalogue-keys.ts';
import { formatPrice, priceOf } from './price.ts';

const catalogue = (await waitForUpdate()) as Provider[];
const published: [string, ModelPrice][] = catalogue.flatMap((provider) =>
  provider.models.flatMap((model) =>
    (Array.isArray(model.prices) ? model.prices.map((each) => each.prices) : [model.prices]).map(
      (prices): [string, ModelPrice] => [`${provider.id}/${model.id}`, prices],
    ),
  ),
);

describe('the shipped catalogue', () => {
  test('every kind of price it holds is known', () => {
    const keys = new Set(published.flatMap(([, prices]) => Object.keys(prices)));
    expect([...keys].filter((key) => PRICE_KEYS[key] === undefined)).toEqual([]);
    expect(published.length).toBeGreaterThan(1600);
  });

  test('a price per million tokens, times a million, is the number its source wrote', () => {
    for (const [name, prices] of published) {
      const perToken = exactPrices(prices).base.input;
      const written = prices['input_mtok'];
      if (perToken === undefined || typeof written !== 'number') continue;
      const { pico, per } = perToken.base;
      const text = formatPrice(priceOf(pico * 1_000_000n, per));
      expect(`${name} ${text}`).toBe(`${name} ${written}`);
    }
  });
});

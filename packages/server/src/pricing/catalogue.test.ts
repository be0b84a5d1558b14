import { type ModelPrice, type Provider, waitForUpdate } from '@pydantic/genai-prices';
import { describe, expect, test } from 'vitest';
import { formatPico } from '../kernel/index.ts';
import { exactPrices } from './catalogue.ts';

/** Prices in the shipped catalogue that are artefacts of floats: read as they are or not at all. */
const INEXACT = [
  'huggingface_together/Qwen/Qwen3-VL-8B-Instruct',
  'openrouter/google/gemini-2.5-flash-image',
  'openrouter/google/gemini-2.5-flash-lite',
  'openrouter/google/gemini-3-flash-preview',
  'openrouter/google/gemini-3.1-flash-lite',
  'openrouter/google/gemini-3.5-flash',
  'openrouter/~google/gemini-flash-latest',
];

const catalogue = (await waitForUpdate()) as Provider[];
const published: [string, ModelPrice][] = catalogue.flatMap((provider) =>
  provider.models.flatMap((model) =>
    (Array.isArray(model.prices) ? model.prices.map((each) => each.prices) : [model.prices]).map(
      (prices): [string, ModelPrice] => [`${provider.id}/${model.id}`, prices],
    ),
  ),
);

describe('the shipped catalogue', () => {
  test('every price is read exactly, or its model counts as unpriced and is listed here', () => {
    const unread = published.filter(([, prices]) => exactPrices(prices) === null);
    expect([...new Set(unread.map(([name]) => name))].sort()).toEqual(INEXACT);
    expect(published.length).toBeGreaterThan(1600);
  });

  test('a price per million tokens, times a million, is the number its source wrote', () => {
    for (const [name, prices] of published) {
      const perToken = exactPrices(prices)?.input;
      const written = prices['input_mtok'];
      if (perToken === undefined || typeof written !== 'number') continue;
      const text = formatPico((perToken.base * 1_000_000n) as typeof perToken.base);
      expect(`${name} ${text}`).toBe(`${name} ${written}`);
    }
  });
});

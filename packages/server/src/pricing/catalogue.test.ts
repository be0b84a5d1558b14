import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type ModelPrice,
  type Provider,
  type TieredPrices,
  waitForUpdate,
} from '@pydantic/genai-prices';
import { describe, expect, test } from 'vitest';
import { exactPrices } from './catalogue.ts';
import { PRICE_KEYS } from './catalogue-keys.ts';
import { formatPrice, type Price, parsePrice, priceOf, shippedBook } from './index.ts';

const catalogue = (await waitForUpdate()) as Provider[];
const published: [string, ModelPrice][] = catalogue.flatMap((provider) =>
  provider.models.flatMap((model) =>
    (Array.isArray(model.prices) ? model.prices.map((each) => each.prices) : [model.prices]).map(
      (prices): [string, ModelPrice] => [`${provider.id}/${model.id}`, prices],
    ),
  ),
);

/** The text of the package's own data, before any of its numbers became a float. */
const PACKAGE_TEXT = readFileSync(
  fileURLToPath(import.meta.resolve('@pydantic/genai-prices')),
  'utf8',
);
const NUMERALS = [
  ...PACKAGE_TEXT.matchAll(
    /\b(?:\w+_(?:mtok|kcount|hours|kpages)|base|price): (-?[\d.]+(?:e[+-]?\d+)?)/gi,
  ),
].map(([, text = '']) => text);

/** The price for `units` units, as the catalogue states it. */
const stated = ({ pico, per }: Price, units: bigint): string =>
  formatPrice(priceOf(pico * units, per));

describe('the shipped catalogue', () => {
  test('has 1,694 models, and every kind of price it holds is known', () => {
    expect(catalogue.reduce((sum, provider) => sum + provider.models.length, 0)).toBe(1_694);
    const keys = new Set(published.flatMap(([, prices]) => Object.keys(prices)));
    expect([...keys].filter((key) => !Object.hasOwn(PRICE_KEYS, key))).toEqual([]);
  });

  test('no number in its text has more digits than the float it became gives back', () => {
    for (const text of NUMERALS) {
      const read = parsePrice(text);
      expect(read).not.toBeNull();
      expect(parsePrice(String(Number(text)))).toEqual(read);
    }
  });

  test('every number of every model, tier and history is read and given back digit by digit', () => {
    let numbers = 0;
    for (const [name, prices] of published) {
      const read = exactPrices(prices).base;
      for (const [key, value] of Object.entries(prices)) {
        const { kinds, per } = PRICE_KEYS[key] ?? { kinds: [], per: 1n };
        const kind = kinds[0];
        const unit = kind === undefined ? undefined : read[kind];
        const written = typeof value === 'number' ? { base: value, tiers: [] } : value;
        const texts = textsOf(written as TieredPrices);
        const back = unit && {
          base: stated(unit.base, per),
          tiers: unit.tiers.map((tier) => [tier.aboveInputTokens, stated(tier.price, per)]),
        };
        expect({ name, key, ...back }).toEqual({ name, key, ...texts });
        numbers += 1 + texts.tiers.length;
      }
    }
    expect(numbers).toBe(4_174);
    expect(NUMERALS).toHaveLength(numbers);
  });

  test('the artefacts of floats in it are read as they are, and carried', () => {
    const finer = published.filter(([, prices]) =>
      Object.entries(exactPrices(prices).base).some(
        ([kind, unit]) => !kind.endsWith('_ms') && unit.base.per !== 1n,
      ),
    );
    expect([...new Set(finer.map(([name]) => name))].sort()).toEqual([
      'huggingface_together/Qwen/Qwen3-VL-8B-Instruct',
      'openrouter/google/gemini-2.5-flash-image',
      'openrouter/google/gemini-2.5-flash-lite',
      'openrouter/google/gemini-3-flash-preview',
      'openrouter/google/gemini-3.1-flash-lite',
      'openrouter/google/gemini-3.5-flash',
      'openrouter/~google/gemini-flash-latest',
    ]);
  });
});

function textsOf({ base, tiers }: TieredPrices) {
  const inOrder = [...tiers].sort((a, b) => a.start - b.start);
  return { base: plain(base), tiers: inOrder.map(({ start, price }) => [start, plain(price)]) };
}

/** The shortest decimal of a float, without exponent. */
function plain(value: number): string {
  const [mantissa = '', exponent] = String(value).split('e-');
  if (exponent === undefined) return mantissa;
  const digits = mantissa.replace('.', '');
  return `0.${'0'.repeat(Number(exponent) - 1)}${digits}`;
}

describe('a price that depends on when', () => {
  const inputAt = (subject: string, at: string): string => {
    const { price } = shippedBook().find([{ layer: 'catalogue', subject }], Date.parse(at));
    return price?.prices.base.input === undefined
      ? 'none'
      : stated(price.prices.base.input.base, 1_000_000n);
  };

  test.each([
    // DeepSeek's standard hours, 00:30 to 16:30 UTC: half-open, to the millisecond.
    ['deepseek/deepseek-chat', '2025-03-01T00:00:00.000Z', '0.135'],
    ['deepseek/deepseek-chat', '2025-03-01T00:29:59.999Z', '0.135'],
    ['deepseek/deepseek-chat', '2025-03-01T00:30:00.000Z', '0.27'],
    ['deepseek/deepseek-chat', '2025-03-01T16:29:59.999Z', '0.27'],
    ['deepseek/deepseek-chat', '2025-03-01T16:30:00.000Z', '0.135'],
    ['deepseek/deepseek-chat', '2025-03-01T23:59:59.999Z', '0.135'],
    ['deepseek/deepseek-chat', '2024-02-29T23:59:59.999Z', '0.135'],
    ['deepseek/deepseek-reasoner', '2025-03-01T12:00:00.000Z', '0.55'],
    // A date begins with its midnight in UTC.
    ['openai/o3', '2025-06-09T23:59:59.999Z', '10'],
    ['openai/o3', '2025-06-10T00:00:00.000Z', '2'],
  ])('%s at %s: $%s for a million', (subject, at, dollars) => {
    expect(inputAt(subject, at)).toBe(dollars);
  });
});

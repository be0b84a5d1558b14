import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatPico, parsePico, toPico } from '../kernel/index.ts';
import {
  DeploymentPrice,
  decodePrices,
  flatPrice,
  NO_USAGE,
  onlyBase,
  type Price,
  type Prices,
  parsePrice,
  placesOf,
  rate,
  shippedBook,
  type Usage,
} from './index.ts';

const price = (text: string) => parsePrice(text) as Price;
const dollars = (text: string) => flatPrice(price(text));

const count = fc.integer({ min: 0, max: 60 });

describe('rate', () => {
  test('splitting a call into smaller ones changes nothing when prices are flat', () => {
    const prices = onlyBase({ input: dollars('0.0000025'), output: dollars('0.00001') });
    fc.assert(
      fc.property(fc.array(fc.tuple(count, count), { maxLength: 20 }), (calls) => {
        const parts = calls.map(([inputTokens, outputTokens]) =>
          rate({ ...NO_USAGE, inputTokens, outputTokens }, prices),
        );
        const whole = rate(
          {
            ...NO_USAGE,
            inputTokens: calls.reduce((sum, [input]) => sum + input, 0),
            outputTokens: calls.reduce((sum, [, output]) => sum + output, 0),
          },
          prices,
        );
        expect(parts.reduce((sum, part) => sum + (part.total ?? 0n), 0n)).toBe(whole.total);
      }),
    );
  });

  test('usage without a price is unpriced, not free', () => {
    const prices = onlyBase({ input: dollars('0.000001') });
    expect(rate({ ...NO_USAGE, inputTokens: 5, outputTokens: 1 }, prices)).toEqual({
      lines: [],
      total: null,
      missing: ['output'],
    });
    expect(rate({ ...NO_USAGE, inputTokens: 5 }, prices).total).toBe(parsePico('0.000005'));
  });

  test('explicitly free is free', () => {
    const prices = onlyBase({ input: dollars('0'), output: dollars('0') });
    expect(rate({ ...NO_USAGE, inputTokens: 5, outputTokens: 9 }, prices).total).toBe(0n);
  });

  test('exactly at a tier the lower price holds; one token more reprices the whole call', () => {
    const input = {
      base: price('0.00000125'),
      tiers: [{ aboveInputTokens: 200_000, price: price('0.0000025') }],
    };
    const at = (inputTokens: number) =>
      rate({ ...NO_USAGE, inputTokens }, onlyBase({ input })).total;
    expect(at(200_000)).toBe(parsePico('0.25'));
    expect(at(200_001)).toBe(parsePico('0.5000025'));
  });
});

const list = (base: object, rest: object = {}): Prices => {
  const decoded = decodePrices({ format: 1, base, ...rest });
  if (!decoded.ok) throw new Error(decoded.error.join());
  return decoded.value;
};
const used = (usage: Partial<Usage>): Usage => ({ ...NO_USAGE, ...usage });
const cost = (usage: Partial<Usage>, prices: Prices): string => {
  const { total, missing } = rate(used(usage), prices);
  return total === null ? `no price for ${missing.join(', ')}` : formatPico(total);
};

describe('a part of the input or of the output', () => {
  const prices = list({
    input: '0.001',
    cached_input: '0.0001',
    cache_write: '0.00125',
    output: '1',
  });

  test.each([
    ['costs its own price, out of its whole', { inputTokens: 10, cachedInputTokens: 4 }, '0.0064'],
    ['costs what its whole costs without one', { outputTokens: 5, reasoningTokens: 3 }, '5'],
    [
      'that claims more than is left gets what is left',
      { inputTokens: 10, cachedInputTokens: 8, cacheWriteTokens: 8 },
      '0.0033',
    ],
    [
      'below zero is nothing',
      { inputTokens: 10, cacheWriteTokens: 0, units: { cache_write_1h: 4 } },
      'no price for cache_write_1h',
    ],
    [
      'written for an hour is not charged as for five minutes',
      { inputTokens: 10, cacheWriteTokens: 4, units: { cache_write_1h: 4 } },
      'no price for cache_write_1h',
    ],
  ])('%s', (_, usage, expected) => {
    expect(cost(usage, prices)).toBe(expected);
  });

  test('written for an hour where writing is not priced at all is plain input', () => {
    const plain = list({ input: '0.001' });
    expect(
      cost({ inputTokens: 10, cacheWriteTokens: 4, units: { cache_write_1h: 4 } }, plain),
    ).toBe('0.01');
  });

  test('cached sound is charged as sound when only that has a price', () => {
    const audio = list({ input: '1', cached_input: '0.1', input_audio: '10' });
    const usage = {
      inputTokens: 10,
      cachedInputTokens: 5,
      inputAudioTokens: 4,
      units: { cached_audio: 2 },
    };
    expect(rate(used(usage), audio).lines).toMatchObject([
      { kind: 'input', quantity: 3 },
      { kind: 'cached_input', quantity: 3 },
      { kind: 'input_audio', quantity: 4 },
    ]);
  });
});

describe('a service tier', () => {
  const prices = list(
    { input: '1', cached_input: '0.1', output: '4', web_search: '0.01', page: '2' },
    { serviceTiers: { batch: { input: '0.5', output: '2' } } },
  );

  test.each([
    ['has its own prices', { inputTokens: 2, outputTokens: 1, serviceTier: 'batch' }, '3'],
    [
      'is not charged at the base where it is silent',
      { inputTokens: 2, cachedInputTokens: 1, serviceTier: 'batch' },
      'no price for cached_input (batch)',
    ],
    [
      'nobody priced is unpriced',
      { inputTokens: 2, outputTokens: 1, serviceTier: 'flex' },
      'no price for input (flex), output (flex)',
    ],
    [
      'changes nothing about tools',
      { inputTokens: 2, serviceTier: 'batch', units: { web_search: 3 } },
      '1.03',
    ],
    [
      'is not charged at the base for what is not tokens',
      { serviceTier: 'batch', units: { page: 1 } },
      'no price for page (batch)',
    ],
    [
      'named like a member of every object is unpriced',
      { inputTokens: 1, serviceTier: 'constructor' },
      'no price for input (constructor)',
    ],
  ])('%s', (_, usage, expected) => {
    expect(cost(usage, prices)).toBe(expected);
  });
});

describe('a region', () => {
  const prices = list(
    { input: '0.000000075', output: '1', web_search: '0.01' },
    { uplifts: { eu: '1.1' } },
  );

  test.each([
    ['raises the price of tokens exactly', { inputTokens: 1, region: 'eu' }, '0.0000000825'],
    ['raises no price of tools', { region: 'eu', units: { web_search: 1 } }, '0.01'],
    ['without uplift costs the same', { inputTokens: 1, region: 'us' }, '0.000000075'],
    [
      'named like a member of every object costs the same',
      { inputTokens: 1, region: 'toString' },
      '0.000000075',
    ],
  ])('%s', (_, usage, expected) => {
    expect(cost(usage, prices)).toBe(expected);
  });

  test('keeps what is finer than a pico-dollar on the line', () => {
    const fine = list({ input: '0.000000000003' }, { uplifts: { eu: '1.1' } });
    expect(rate(used({ inputTokens: 7, region: 'eu' }), fine)).toMatchObject({
      lines: [{ quantity: 7, unitPrice: 33n, per: 10n, amount: 23n }],
      total: 23n,
    });
  });
});

describe('what is not counted in tokens', () => {
  test.each([
    [
      'an hour priced by the hour',
      { input_audio_ms: '0.111/3600000' },
      { units: { input_audio_ms: 3_600_000 } },
      '0.111',
    ],
    [
      'a short recording is charged as its least length',
      { input_audio_ms: { price: '0.111/3600000', minimum: 10_000 } },
      { units: { input_audio_ms: 900 } },
      '0.000308333333',
    ],
    [
      'sound at a price for all time',
      { input_ms: '0.0000001' },
      { units: { input_audio_ms: 12_340 } },
      '0.001234',
    ],
    [
      'an image of a size and quality',
      { 'output_image_count:hd/1024x1024': '0.08', output_image_count: '0.04' },
      { units: { 'output_image_count:hd/1024x1024': 2 } },
      '0.16',
    ],
    [
      'an image of a size, at any quality',
      { 'output_image_count:1024x1024': '0.02' },
      { units: { 'output_image_count:hd/1024x1024': 1 } },
      '0.02',
    ],
    [
      'an image of any size',
      { output_image_count: '0.04' },
      { units: { 'output_image_count:hd/512x512': 1 } },
      '0.04',
    ],
    [
      'an image whose size has no price',
      { 'output_image_count:512x512': '0.018' },
      { units: { 'output_image_count:1024x1024': 1 } },
      'no price for output_image_count:1024x1024',
    ],
    [
      'searches by size',
      { 'web_search:high': '0.05', web_search: '0.03' },
      { units: { 'web_search:high': 1, 'web_search:low': 1 } },
      '0.08',
    ],
    [
      'a search nobody priced',
      { input: '1' },
      { inputTokens: 1, units: { web_search: 1 } },
      'no price for web_search',
    ],
    [
      'speech by the character needs no price for its tokens',
      { input_character: '0.000015' },
      { inputTokens: 9, outputTokens: 4, units: { input_character: 40 } },
      '0.0006',
    ],
    [
      'characters whose tokens are priced are charged as tokens',
      { input: '0.001', input_character: '1' },
      { inputTokens: 9, units: { input_character: 40 } },
      '0.009',
    ],
    [
      'an image reported in tokens too is charged in tokens',
      { input: '1', output: '2', output_image: '3', output_image_count: '9' },
      { inputTokens: 1, outputTokens: 4, units: { output_image: 4, output_image_count: 1 } },
      '13',
    ],
    [
      'an image beside text is charged beside it',
      { input: '1', input_image_count: '5' },
      { inputTokens: 2, units: { input_image_count: 1 } },
      '7',
    ],
    [
      'pixels of images priced by the piece are not charged',
      { output_image_count: '5', output_pixel: '1' },
      { units: { output_image_count: 1, output_pixel: 9 } },
      '5',
    ],
    [
      'pages',
      { page: '0.001', annotated_page: '0.003' },
      { units: { page: 3, annotated_page: 2 } },
      '0.009',
    ],
    [
      'a model sold by the call alone',
      { request: '0.01' },
      { inputTokens: 7, outputTokens: 3 },
      '0.01',
    ],
    [
      'a fee for each call beside tokens',
      { input: '1', request: '0.01' },
      { inputTokens: 7 },
      '7.01',
    ],
    ['nothing used is nothing owed', { input: '1', output: '1' }, {}, '0'],
  ])('%s', (_, base, usage, expected) => {
    expect(cost(usage as Partial<Usage>, list(base))).toBe(expected);
  });
});
function published(provider: string, upstreamModel: string, at: Date) {
  const places = placesOf({ provider, upstreamModel, baseModel: null });
  return new DeploymentPrice({ own: null, book: shippedBook(), places, fallback: null }).at(at);
}

describe('published prices', () => {
  const at = new Date('2026-11-23T00:00:00Z');
  // 10,000 input tokens of which 4,000 cached, 500 output: exact figures, where floats drift.
  test.each([
    ['openai', 'gpt-4o', '0.025'],
    ['xai', 'grok-code-fast-1', '0.00203'],
    ['perplexity', 'sonar-pro', '0.0515'],
  ])('%s/%s costs exactly %s', (provider, model, amount) => {
    const found = published(provider, model, at);
    const usage = { ...NO_USAGE, inputTokens: 10_000, cachedInputTokens: 4_000, outputTokens: 500 };
    expect(found && formatPico(rate(usage, found.prices).total ?? toPico(-1n))).toBe(amount);
  });

  test('a dated snapshot the catalogue names has its own entry; an unknown name has none', () => {
    expect(published('openai', 'gpt-4o-2024-08-06', at)?.version).toContain('openai/gpt-4o');
    expect(published('openai', 'gpt-4o-made-up', at)).toBeNull();
    expect(published('nobody', 'gpt-4o', at)).toBeNull();
  });
});

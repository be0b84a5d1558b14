import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatPico, parsePico, toPico } from '../kernel/index.ts';
import {
  DeploymentPrice,
  flatPrice,
  NO_USAGE,
  onlyBase,
  type Price,
  type PricedKind,
  parsePrice,
  placesOf,
  priceOf,
  rate,
  shippedBook,
  type UnitPrices,
  type Usage,
} from './index.ts';

const price = (text: string) => parsePrice(text) as Price;
const dollars = (text: string) => flatPrice(price(text));

/** An oracle that shares nothing with the rater: it walks the tokens one by one and adds decimal text by long addition. */
function naiveTotal(usage: Usage, prices: UnitPrices): string {
  const unit = (kind: PricedKind): string => {
    const price = prices[kind];
    if (price === undefined) throw new Error(`no price for ${kind}`);
    const tier = price.tiers.filter((each) => usage.inputTokens > each.aboveInputTokens).at(-1);
    return formatPico((tier?.price ?? price.base).pico);
  };
  const tokens: PricedKind[] = [];
  const spread = (total: number, whole: PricedKind, parts: [PricedKind, number][]) => {
    let left = total;
    for (const [kind, count] of parts) {
      for (let i = 0; i < count && left > 0; i += 1, left -= 1)
        tokens.push(prices[kind] ? kind : whole);
    }
    for (; left > 0; left -= 1) tokens.push(whole);
  };
  spread(usage.inputTokens, 'input', [
    ['cached_input', usage.cachedInputTokens],
    ['cache_write', usage.cacheWriteTokens],
    ['input_audio', usage.inputAudioTokens],
  ]);
  spread(usage.outputTokens, 'output', [
    ['reasoning', usage.reasoningTokens],
    ['output_audio', usage.outputAudioTokens],
  ]);
  if (prices.request) tokens.push('request');
  return tokens.map(unit).reduce(addText, '0.000000000000');
}

/** Schoolbook addition of two decimals, digit by digit. */
function addText(a: string, b: string): string {
  const [aWhole = '', aPart = ''] = a.split('.');
  const [bWhole = '', bPart = ''] = b.split('.');
  const x = aWhole.padStart(30, '0') + aPart.padEnd(12, '0');
  const y = bWhole.padStart(30, '0') + bPart.padEnd(12, '0');
  let carry = 0;
  let sum = '';
  for (let i = x.length - 1; i >= 0; i -= 1) {
    const digit = Number(x[i]) + Number(y[i]) + carry;
    sum = String(digit % 10) + sum;
    carry = Math.floor(digit / 10);
  }
  return `${sum.slice(0, 30).replace(/^0+(?=\d)/, '')}.${sum.slice(30)}`;
}

const count = fc.integer({ min: 0, max: 60 });
/** Parts are within their whole, as in every usage a provider can truthfully report. */
const anyUsage: fc.Arbitrary<Usage> = fc
  .tuple(count, count, count, count, count, count, count)
  .map(([plainInput, cached, written, audioIn, plainOutput, reasoning, audioOut]) => ({
    inputTokens: plainInput + cached + written + audioIn,
    cachedInputTokens: cached,
    cacheWriteTokens: written,
    inputAudioTokens: audioIn,
    outputTokens: plainOutput + reasoning + audioOut,
    reasoningTokens: reasoning,
    outputAudioTokens: audioOut,
  }));
const pico = fc.bigInt({ min: 0n, max: 10n ** 15n }).map((each) => priceOf(each));
const unitPrice = fc.record({
  base: pico,
  tiers: fc
    .uniqueArray(fc.record({ aboveInputTokens: fc.integer({ min: 1, max: 60 }), price: pico }), {
      selector: (tier) => tier.aboveInputTokens,
      maxLength: 3,
    })
    .map((tiers) => tiers.sort((a, b) => a.aboveInputTokens - b.aboveInputTokens)),
});
const anyPrices: fc.Arbitrary<UnitPrices> = fc.record(
  {
    input: unitPrice,
    output: unitPrice,
    cached_input: unitPrice,
    cache_write: unitPrice,
    input_audio: unitPrice,
    reasoning: unitPrice,
    output_audio: unitPrice,
    request: unitPrice,
  },
  { requiredKeys: ['input', 'output'] },
);

describe('rate', () => {
  test('agrees with a token-by-token oracle, and its lines sum to its total', () => {
    fc.assert(
      fc.property(anyUsage, anyPrices, (usage, prices) => {
        const rated = rate(usage, onlyBase(prices));
        if (rated.total === null) throw new Error('priced usage came back unpriced');
        expect(parsePico(naiveTotal(usage, prices))).toBe(rated.total);
        expect(rated.lines.reduce((sum, line) => sum + line.amount, 0n)).toBe(rated.total);
        for (const line of rated.lines) {
          expect(BigInt(line.quantity) * line.unitPrice).toBe(line.amount);
        }
      }),
      { numRuns: 500 },
    );
  });

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

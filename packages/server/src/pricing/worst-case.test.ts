import fc from 'fast-check';
import { expect, test } from 'vitest';
import { priceOf } from './price.ts';
import type { Prices, UnitPrice, UnitPrices } from './prices.ts';
import { rate } from './rate.ts';
import { NO_USAGE, type Usage } from './usage.ts';
import { worstCase } from './worst-case.ts';

const price = fc.tuple(fc.bigInt({ min: 0n, max: 10_000n }), fc.bigInt({ min: 1n, max: 7n }));
const unit: fc.Arbitrary<UnitPrice> = fc
  .tuple(price, fc.array(fc.tuple(fc.nat(2_000), price), { maxLength: 2 }))
  .map(([base, tiers]) => ({
    base: priceOf(...base),
    tiers: tiers
      .map(([aboveInputTokens, each]) => ({ aboveInputTokens, price: priceOf(...each) }))
      .sort((a, b) => a.aboveInputTokens - b.aboveInputTokens),
  }));
const flat = unit.map(({ base }) => ({ base, tiers: [] }));
const table = fc.record(
  {
    input: unit,
    output: unit,
    cached_input: unit,
    cache_write: unit,
    input_audio: unit,
    reasoning: unit,
    output_audio: unit,
    request: flat,
    web_search: flat,
    output_image_count: flat,
  },
  { requiredKeys: ['input', 'output'] },
) as fc.Arbitrary<UnitPrices>;
const prices: fc.Arbitrary<Prices> = fc.record({
  base: table,
  serviceTiers: fc.option(fc.record({ priority: table })),
  uplifts: fc.option(
    fc.record({
      eu: fc.constantFrom({ numerator: 11n, denominator: 10n }, { numerator: 1n, denominator: 2n }),
    }),
  ),
});
const usage = fc
  .record({
    inputTokens: fc.nat(4_000),
    cached: fc.nat(2_000),
    written: fc.nat(2_000),
    audio: fc.nat(2_000),
    outputTokens: fc.nat(4_000),
    reasoning: fc.nat(2_000),
    searches: fc.nat(5),
    images: fc.nat(3),
    serviceTier: fc.constantFrom(undefined, 'priority'),
    region: fc.constantFrom(undefined, 'eu'),
  })
  .map(
    (drawn): Usage => ({
      ...NO_USAGE,
      inputTokens: drawn.inputTokens,
      cachedInputTokens: Math.min(drawn.cached, drawn.inputTokens),
      cacheWriteTokens: Math.min(drawn.written, drawn.inputTokens),
      inputAudioTokens: Math.min(drawn.audio, drawn.inputTokens),
      outputTokens: drawn.outputTokens,
      reasoningTokens: Math.min(drawn.reasoning, drawn.outputTokens),
      units: { web_search: drawn.searches, output_image_count: drawn.images },
      serviceTier: drawn.serviceTier,
      region: drawn.region,
    }),
  );

test('no usage within a bound costs more than its worst case', () => {
  fc.assert(
    fc.property(prices, usage, fc.nat(500), fc.nat(500), (at, used, moreInput, moreOutput) => {
      const rated = rate(used, at);
      if (rated.total === null) return;
      const { fixedPico, perOutputTokenPico } = worstCase(at, {
        inputTokens: used.inputTokens + moreInput,
        fixedOutputTokens: 0,
        units: { web_search: 5, output_image_count: 3 },
        serviceTier: 'priority',
      });
      const most = fixedPico + perOutputTokenPico * BigInt(used.outputTokens + moreOutput);
      expect(rated.total).toBeLessThanOrEqual(most);
    }),
    { numRuns: 1_000 },
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_USAGE, serviceTierOf, storedUsageOf, type Usage, usageOfEvent } from './index.ts';

const count = fc.nat();
const anyUsage = fc.record({
  inputTokens: count,
  cachedInputTokens: count,
  cacheWriteTokens: count,
  inputAudioTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  outputAudioTokens: count,
  units: fc.option(
    fc.dictionary(
      fc.constantFrom('cache_write_1h', 'web_search:high', 'page', 'input_audio_ms'),
      fc.integer({ min: 1 }),
      { minKeys: 1 },
    ),
    { nil: undefined },
  ),
  serviceTier: fc.option(fc.string(), { nil: undefined }),
  region: fc.option(fc.string(), { nil: undefined }),
}) as fc.Arbitrary<Usage>;

test('what an event stores is the whole usage again', () => {
  fc.assert(
    fc.property(anyUsage, (usage) => {
      expect(usageOfEvent(JSON.parse(JSON.stringify(storedUsageOf(usage))))).toEqual(usage);
    }),
  );
});

test('a plain call stores no more than its token counts', () => {
  const stored = storedUsageOf({ ...NO_USAGE, inputTokens: 9, outputTokens: 1 });
  expect(stored).toMatchObject({ units: null, serviceTier: null, region: null });
});

test.each([
  ['default', undefined],
  ['auto', undefined],
  ['standard', undefined],
  ['on_demand', undefined],
  [null, undefined],
  [7, undefined],
  ['flex', 'flex'],
  ['never heard of', 'never heard of'],
])('an answer of service tier %j has %j', (reported, tier) => {
  expect(serviceTierOf(reported)).toBe(tier);
});

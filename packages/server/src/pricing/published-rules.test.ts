import { describe, expect, test } from 'vitest';
import { encodePrices, type PricedKind, shippedBook } from './index.ts';

const AT = Date.parse('2026-11-25T12:00:00Z');

function listed(subject: string) {
  const { price } = shippedBook().find([{ layer: 'catalogue', subject }], AT);
  if (price === null) throw new Error(`${subject} has no price`);
  return encodePrices(price.prices);
}
const tierPrice = (subject: string, tier: string, key: PricedKind) =>
  listed(subject).serviceTiers?.[tier]?.[key];

describe('published rules', () => {
  test.each([
    ['openai/gpt-5', 'flex', 'input', '0.000000625'],
    ['openai/gpt-5', 'flex', 'cached_input', '0.0000000625'],
    ['openai/gpt-5', 'batch', 'output', '0.000005'],
    ['openai/gpt-5', 'batch', 'cached_input', undefined],
    ['openai/gpt-5', 'priority', 'input', undefined],
    ['openai/gpt-5', 'batch', 'web_search', undefined],
    ['anthropic/claude-sonnet-4-0', 'batch', 'cache_write_1h', expect.anything()],
    [
      'groq/whisper-large-v3',
      'flex',
      'input_audio_ms',
      expect.objectContaining({ minimum: 10_000 }),
    ],
  ] as const)('%s under %s: %s at %j', (subject, tier, key, price) => {
    expect(tierPrice(subject, tier, key)).toEqual(price);
  });

  test.each([
    ['anthropic/claude-opus-4-6', { us: '1.1' }],
    ['anthropic/claude-sonnet-4-6', { us: '1.1' }],
    ['anthropic/claude-sonnet-4-5', undefined],
    ['anthropic/claude-opus-4-1', undefined],
    ['anthropic/claude-haiku-4-5', undefined],
    ['anthropic/claude-3-haiku', undefined],
    ['openai/gpt-5', undefined],
  ])('%s has the uplifts %j', (subject, uplifts) => {
    expect(listed(subject).uplifts).toEqual(uplifts);
  });
});

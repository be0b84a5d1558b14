import { describe, expect, test } from 'vitest';
import { type AttemptFacts, encodeAttemptFacts, NO_ORIGIN } from '../metering/index.ts';
import {
  flatPrice,
  NO_USAGE,
  onlyBase,
  type Price,
  type PriceVersion,
  parsePrice,
  type Usage,
} from '../pricing/index.ts';
import { encodeOpening, eventOfOpening } from './opening.ts';

const dollars = (text: string) => flatPrice(parsePrice(text) as Price);
const FACTS: AttemptFacts = {
  callId: '0199c0de-0000-7000-8000-000000000001',
  attempt: 2,
  occurredAt: new Date('2026-03-01T12:00:00Z'),
  route: 'chat.completions',
  streamed: true,
  customerExternalId: 'Zoë "Z" \\ 客户\u2028',
  apiKeyId: null,
  teamId: null,
  userId: null,
  model: 'fast',
  provider: 'openai',
  upstreamModel: 'gpt',
  tags: ['a,b', '"'],
  userAgent: null,
  origin: NO_ORIGIN,
};
const encodedFacts = encodeAttemptFacts(FACTS);
const PRICE: PriceVersion = {
  version: 'own:1',
  prices: onlyBase({ input: dollars('0.0000025'), output: dollars('0.111/3600') }),
};

function eventOf(opening: {
  requestBytes: number;
  outputLimit: number | null;
  unseenUsage?: Usage;
  price: PriceVersion | null;
}) {
  const unseenUsage = opening.unseenUsage ?? null;
  return JSON.parse(eventOfOpening(encodeOpening({ encodedFacts, ...opening, unseenUsage })));
}

describe('an attempt whose end nobody saw', () => {
  test('is charged its input by its bytes and the output it allowed itself, at the price it was opened at', () => {
    const event = eventOf({ requestBytes: 4001, outputLimit: 7200, price: PRICE });
    expect(event).toMatchObject({
      status: 'unknown',
      error_code: 'process_died',
      usage_source: 'estimated',
      input_tokens: 1001,
      output_tokens: 7200,
      cost: '0.2245025',
      charge: '0.2245025',
      price_version: 'own:1',
    });
  });

  test('is charged all that was set aside for it under a hard budget', () => {
    const unseenUsage = { ...NO_USAGE, inputTokens: 40, outputTokens: 36, outputAudioTokens: 9 };
    const event = eventOf({ requestBytes: 4001, outputLimit: 7200, unseenUsage, price: PRICE });
    expect(event).toMatchObject({
      usage_source: 'estimated',
      input_tokens: 40,
      output_tokens: 36,
      units: { output_audio: 9 },
      cost: '0.00121',
    });
    expect(event).not.toHaveProperty('unseen_usage');
  });

  test('is charged no output that no limit vouches for', () => {
    const event = eventOf({ requestBytes: 4, outputLimit: null, price: PRICE });
    expect(event).toMatchObject({ input_tokens: 1, output_tokens: 0, cost: '0.0000025' });
  });

  test('is unpriced, and not free, when it was opened without a price', () => {
    const event = eventOf({ requestBytes: 4, outputLimit: null, price: null });
    expect(event['lines']).toEqual([]);
    for (const name of ['cost', 'charge', 'price_version']) expect(event).not.toHaveProperty(name);
  });

  test('keeps the facts it was opened with, and nothing else of its opening', () => {
    const event = eventOf({ requestBytes: 4, outputLimit: null, price: PRICE });
    expect(event).toMatchObject(JSON.parse(`${encodedFacts}}`));
    expect(event).not.toHaveProperty('request_bytes');
    expect(event).not.toHaveProperty('price');
  });
});

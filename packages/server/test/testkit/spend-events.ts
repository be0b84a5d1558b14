import { randomUUIDv7 } from 'node:crypto';
import { type Pico, parsePico } from '../../src/kernel/index.ts';
import { NO_ORIGIN, type SpendEvent } from '../../src/metering/index.ts';

/** A succeeded call of 10 input and 5 output tokens for a tenth of a cent; say what matters to the test. */
export function spendEvent(overrides: Partial<SpendEvent> = {}): SpendEvent {
  const amount = parsePico('0.001') as Pico;
  return {
    callId: randomUUIDv7(),
    attempt: 1,
    occurredAt: new Date('2026-03-01T12:00:00Z'),
    durationMs: 250,
    firstByteMs: 40,
    route: 'chat.completions',
    status: 'succeeded',
    httpStatus: 200,
    errorCode: null,
    streamed: false,
    customerExternalId: 'acme',
    apiKeyId: null,
    teamId: null,
    userId: null,
    model: 'gpt-4o',
    provider: 'openai',
    upstreamModel: 'gpt-4o',
    tags: [],
    userAgent: null,
    origin: NO_ORIGIN,
    usageSource: 'reported',
    inputTokens: 10,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 5,
    reasoningTokens: 0,
    units: null,
    serviceTier: null,
    region: null,
    cost: amount,
    charge: amount,
    priceVersion: 'test',
    lines: [],
    ...overrides,
  };
}

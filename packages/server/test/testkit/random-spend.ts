import fc from 'fast-check';
import { type Pico, toPico } from '../../src/kernel/index.ts';
import type { SpendEvent } from '../../src/metering/index.ts';
import { spendEvent } from './spend-events.ts';

const TAGS = ['feature:chat', 'feature:search', 'team:a', '=cmd()', 'beta', 'env:'];

/** Events of a few customers, keys, models and tags within `days` days from `from`. */
export function randomSpend(options: {
  count: number;
  from: string;
  days: number;
  apiKeyIds: readonly string[];
  teamIds?: readonly string[];
  userIds?: readonly string[];
  seed: number;
}): SpendEvent[] {
  const amount = fc.bigInt({ min: 0n, max: 10n ** 13n }).map(toPico);
  const event = fc.record({
    offsetMs: fc.integer({ min: 0, max: options.days * 86_400_000 - 1 }),
    customerExternalId: fc.constantFrom(null, 'acme', 'bob', '=SUM(A1)', 'zoë'),
    apiKeyId: fc.constantFrom(null, ...options.apiKeyIds),
    teamId: fc.constantFrom(null, ...(options.teamIds ?? [])),
    userId: fc.constantFrom(null, ...(options.userIds ?? [])),
    model: fc.constantFrom('gpt-4o', 'sonar', 'claude'),
    tags: fc.subarray(TAGS),
    status: fc.constantFrom('succeeded', 'succeeded', 'failed', 'aborted'),
    usageSource: fc.constantFrom('reported', 'estimated'),
    inputTokens: fc.nat(10_000),
    cachedInputTokens: fc.constantFrom(0, 7, 100),
    outputTokens: fc.nat(1_000),
    reasoningTokens: fc.nat(50),
    provider: fc.constantFrom('openai', 'anthropic'),
    route: fc.constantFrom('chat.completions', 'embeddings'),
    serviceTier: fc.constantFrom(null, null, 'batch'),
    cacheWriteTokens: fc.nat(20),
    durationMs: fc.oneof(fc.nat(100), fc.nat(200_000)),
    price: fc.option(fc.tuple(amount, amount), { freq: 8 }),
  });
  const drawn = fc.sample(event, { numRuns: options.count, seed: options.seed });
  return drawn.map(({ offsetMs, price, ...facts }) =>
    spendEvent({
      ...(facts as Partial<SpendEvent>),
      occurredAt: new Date(Date.parse(options.from) + offsetMs),
      cost: price?.[0] ?? null,
      charge: price?.[1] ?? null,
    }),
  );
}

export function sumPico(amounts: readonly (Pico | null)[]): Pico {
  return toPico(amounts.reduce<bigint>((sum, amount) => sum + (amount ?? 0n), 0n));
}

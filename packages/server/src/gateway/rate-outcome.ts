import type { Pico } from '../kernel/index.ts';
import type { OutcomeFacts } from '../metering/index.ts';
import { type PriceVersion, rate, storedUsageOf } from '../pricing/index.ts';
import type { Outcome } from './call.ts';

const NOTHING = 0n as Pico;

/**
 * What is recorded of an outcome, priced. Nothing used is nothing owed, priced or not: a per-request
 * fee is for requests that were answered.
 */
export function rateOutcome(
  outcome: Outcome,
  { price, durationMs }: { price: PriceVersion | null; durationMs: number },
): OutcomeFacts {
  const { usage, usageSource } = outcome;
  const free = usageSource === 'none';
  const rated = price === null || free ? null : rate(usage, price.prices);
  const cost = free ? NOTHING : (rated?.total ?? null);
  const stored = storedUsageOf(usage);
  return {
    durationMs,
    firstByteMs: outcome.firstByteMs,
    status: outcome.status,
    httpStatus: outcome.httpStatus,
    errorCode: outcome.errorCode,
    usageSource,
    inputTokens: stored.inputTokens,
    cachedInputTokens: stored.cachedInputTokens,
    cacheWriteTokens: stored.cacheWriteTokens,
    outputTokens: stored.outputTokens,
    reasoningTokens: stored.reasoningTokens,
    units: stored.units,
    serviceTier: stored.serviceTier,
    region: stored.region,
    cost,
    // Until a customer has a rate card, the charge is the cost.
    charge: cost,
    priceVersion: rated === null || rated.total === null ? null : (price?.version ?? null),
    lines: rated?.lines ?? [],
  };
}

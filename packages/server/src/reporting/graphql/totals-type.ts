import { Field, Int, ObjectType } from 'type-graphql';
import { Money, money, Permit, SafeInt } from '../../platform/graphql/index.ts';
import type { Latency as LatencyFacts, Totals as TotalsFacts } from '../index.ts';

@ObjectType({
  description:
    'Sums over spend events. Every page, CSV and query prints these from the same rollups.',
})
@Permit('READ_SPEND')
export class Totals {
  @Field(() => SafeInt)
  calls!: number;

  @Field(() => SafeInt)
  failedCalls!: number;

  @Field(() => SafeInt)
  unpricedCalls!: number;

  @Field(() => SafeInt)
  estimatedCalls!: number;

  @Field(() => SafeInt, {
    description: 'Calls of which the provider read part of the input from its cache.',
  })
  cacheHits!: number;

  @Field(() => SafeInt, { description: 'Cached and cache-write tokens are part of it.' })
  inputTokens!: number;

  @Field(() => SafeInt)
  cachedInputTokens!: number;

  @Field(() => SafeInt)
  cacheWriteTokens!: number;

  @Field(() => SafeInt, { description: 'Reasoning tokens are part of it.' })
  outputTokens!: number;

  @Field(() => SafeInt)
  reasoningTokens!: number;

  @Field(() => Money)
  @Permit('READ_INTERNALS', { own: true })
  cost!: Money;

  @Field(() => Money)
  charge!: Money;

  @Field(() => Money, {
    description: 'Charge less cost; negative where the charge does not cover it.',
  })
  @Permit('READ_INTERNALS', { own: true })
  margin!: Money;
}

export function toTotals(totals: TotalsFacts): Totals {
  const { cost, charge, margin } = totals;
  return { ...totals, cost: money(cost), charge: money(charge), margin: money(margin) };
}

@ObjectType({
  description:
    'How long calls took that were answered, well or badly. Within 2.5 per cent; exact below 40 ms.',
})
@Permit('READ_SPEND')
export class Latency implements LatencyFacts {
  @Field(() => SafeInt, { description: 'How many calls it is made of.' })
  calls!: number;

  @Field(() => Int)
  p50Ms!: number;

  @Field(() => Int)
  p95Ms!: number;

  @Field(() => Int)
  p99Ms!: number;
}

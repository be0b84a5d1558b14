import { Field, ObjectType } from 'type-graphql';
import { Money, money, Permit, SafeInt } from '../../platform/graphql/index.ts';
import type { Totals as TotalsFacts } from '../index.ts';

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

  @Field(() => SafeInt)
  inputTokens!: number;

  @Field(() => SafeInt)
  cachedInputTokens!: number;

  @Field(() => SafeInt)
  outputTokens!: number;

  @Field(() => SafeInt)
  reasoningTokens!: number;

  @Field(() => Money)
  @Permit('READ_INTERNALS', { own: true })
  cost!: Money;

  @Field(() => Money)
  charge!: Money;
}

export function toTotals(totals: TotalsFacts): Totals {
  return { ...totals, cost: money(totals.cost), charge: money(totals.charge) };
}

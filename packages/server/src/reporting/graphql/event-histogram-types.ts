import { Field, ObjectType } from 'type-graphql';
import { DateTime, Money, money, Permit, SafeInt } from '../../platform/graphql/index.ts';
import type { EventBucket, Granularity } from '../index.ts';
import { ResolvedRange } from './range-types.ts';
import { Granularity as GranularityEnum } from './usage-enums.ts';

@ObjectType()
@Permit('READ_SPEND')
export class SpendEventBucket {
  @Field(() => DateTime, { description: 'It ends where the next one starts.' })
  startsAt!: Date;

  @Field(() => SafeInt, { description: 'An adjustment is no call; imported rows stand for many.' })
  calls!: number;

  @Field(() => SafeInt)
  failedCalls!: number;

  @Field(() => Money)
  @Permit('READ_INTERNALS', { own: true })
  cost!: Money;

  @Field(() => Money)
  charge!: Money;
}

@ObjectType({ description: 'What a search of spend events finds, over time. Dense.' })
@Permit('READ_SPEND')
export class SpendEventHistogram {
  @Field(() => ResolvedRange)
  range!: ResolvedRange;

  @Field(() => GranularityEnum)
  granularity!: Granularity;

  @Field(() => SafeInt)
  calls!: number;

  @Field(() => SafeInt)
  failedCalls!: number;

  @Field(() => Money)
  @Permit('READ_INTERNALS', { own: true })
  cost!: Money;

  @Field(() => Money)
  charge!: Money;

  @Field(() => [SpendEventBucket])
  buckets!: readonly SpendEventBucket[];
}

export function toEventSums({ calls, failedCalls, cost, charge }: EventBucket) {
  return { calls, failedCalls, cost: money(cost), charge: money(charge) };
}

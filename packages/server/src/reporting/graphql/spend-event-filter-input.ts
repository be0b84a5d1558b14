import { Field, InputType, registerEnumType } from 'type-graphql';
import { Decimal, SafeInt } from '../../platform/graphql/index.ts';
import type { SpendEventOrder as SpendEventOrderName } from '../index.ts';
import { UsageFilter } from './usage-filter-input.ts';

export const SpendEventOrder = {
  OCCURRED_DESC: 'OCCURRED_DESC',
  CHARGE_DESC: 'CHARGE_DESC',
  DURATION_DESC: 'DURATION_DESC',
} as const satisfies Record<SpendEventOrderName, SpendEventOrderName>;

registerEnumType(SpendEventOrder, {
  name: 'SpendEventOrder',
  description: 'Highest first, then latest first. CHARGE_DESC leaves out what has no price.',
});

@InputType({ description: 'From min to max, both inside; either may be left out.' })
export class AmountBounds {
  @Field(() => Decimal, { nullable: true })
  min?: string | null;

  @Field(() => Decimal, { nullable: true })
  max?: string | null;
}

@InputType({ description: 'From min to max, both inside; either may be left out.' })
export class CountBounds {
  @Field(() => SafeInt, { nullable: true })
  min?: number | null;

  @Field(() => SafeInt, { nullable: true })
  max?: number | null;
}

@InputType({
  description:
    'As UsageFilter. What a customer is not shown of their own spend they cannot search by either.',
})
export class SpendEventFilter extends UsageFilter {
  @Field(() => Boolean, { nullable: true })
  unpriced?: boolean | null;

  @Field(() => String, { nullable: true })
  callId?: string | null;

  @Field(() => AmountBounds, { nullable: true, description: 'Of the event itself, in dollars.' })
  cost?: AmountBounds | null;

  @Field(() => AmountBounds, { nullable: true, description: 'Of the event itself, in dollars.' })
  charge?: AmountBounds | null;

  @Field(() => CountBounds, { nullable: true })
  durationMs?: CountBounds | null;

  @Field(() => String, {
    nullable: true,
    description: 'Part of the code of the error, in any case.',
  })
  errorText?: string | null;
}

import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { DateTime, Decimal, Permit, SafeInt, UserError } from '../../platform/graphql/index.ts';
import { PriceEntry, PricePlace } from './price-types.ts';

@InputType({ description: 'amount US dollars for perUnits units: 0.15 for 1000000.' })
export class PriceComponentInput {
  @Field(() => String)
  kind!: string;

  @Field(() => Decimal)
  amount!: string;

  @Field(() => SafeInt, { defaultValue: 1 })
  perUnits!: number;

  @Field(() => String, { nullable: true })
  serviceTier?: string | null;

  @Field(() => Int, { nullable: true })
  aboveInputTokens?: number | null;

  @Field(() => Int, { nullable: true })
  minimumUnits?: number | null;
}

@InputType()
export class SetPriceInput {
  @Field(() => String, { description: 'provider/model, as the provider names the model.' })
  subject!: string;

  @Field(() => [PriceComponentInput], {
    nullable: true,
    description: 'All the prices of the model. Null ends the price that is set.',
  })
  components?: PriceComponentInput[] | null;

  @Field(() => DateTime, { nullable: true, description: 'Past, future, or null for now.' })
  effectiveFrom?: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Null: until the next price that is set for later, else until further notice.',
  })
  effectiveUntil?: Date | null;

  @Field(() => String, { defaultValue: '' })
  reason!: string;
}

@ObjectType({ description: 'The prices set for a subject as they are after the change.' })
@Permit('READ_PRICES')
export class SetPrices extends PricePlace {
  @Field(() => Int)
  revision!: number;

  @Field(() => [PriceEntry])
  entries!: readonly PriceEntry[];
}

@ObjectType({ description: 'Past calls that the change concerns: rerateSpend can correct them.' })
@Permit('READ_PRICES')
export class PastConcerned {
  @Field(() => DateTime)
  startsAt!: Date;

  @Field(() => DateTime)
  endsAt!: Date;
}

@ObjectType()
@Permit('MANAGE_PRICES')
export class SetPricePayload {
  @Field(() => SetPrices, { nullable: true })
  prices!: SetPrices | null;

  @Field(() => PastConcerned, {
    nullable: true,
    description: 'Null when the change concerns the future only.',
  })
  past!: PastConcerned | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

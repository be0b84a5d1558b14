import { Field, ID, ObjectType } from 'type-graphql';
import { formatPico } from '../../kernel/index.ts';
import {
  DateTime,
  Money,
  money,
  PageInfo,
  Permit,
  SafeInt,
  UserError,
} from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import type { Rerating as ReratingFacts } from '../index.ts';

export const RERATING_ID = 'Rerating';

@ObjectType({
  description:
    'One run over a past range; it rates by the price book as it was known when it began.',
})
@Permit('READ_PRICES')
export class Rerating {
  @Field(() => ID)
  id!: string;

  @Field(() => DateTime)
  startsAt!: Date;

  @Field(() => DateTime)
  endsAt!: Date;

  @Field(() => [String])
  models!: readonly string[];

  @Field(() => [String])
  customers!: readonly string[];

  @Field(() => String)
  reason!: string;

  @Field(() => String)
  requestedBy!: string;

  @Field(() => DateTime)
  startedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'Null while it runs.' })
  finishedAt!: Date | null;

  @Field(() => SafeInt)
  examined!: number;

  @Field(() => SafeInt, { description: 'Calls whose charge was corrected.' })
  adjusted!: number;

  @Field(() => SafeInt, {
    description: 'Calls left as they were: no price in force has an amount for them.',
  })
  unrated!: number;

  @Field(() => Money, { description: 'What the corrections come to in sum.' })
  difference!: Money;
}

@ObjectType()
@Permit('READ_PRICES')
export class ReratingEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => Rerating)
  node!: Rerating;
}

@ObjectType()
@Permit('READ_PRICES')
export class ReratingConnection {
  @Field(() => [ReratingEdge])
  edges!: ReratingEdge[];

  @Field(() => [Rerating])
  nodes!: Rerating[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

@ObjectType()
@Permit('MANAGE_PRICES')
export class RerateSpendPayload {
  @Field(() => Rerating, { nullable: true })
  rerating!: Rerating | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType({ description: 'Calls that have no price, by model.' })
@Permit('READ_PRICES')
export class UnpricedModel {
  @Field(() => String, { description: 'The name callers used.' })
  model!: string;

  @Field(() => String, { description: 'The provider/model to set a price for.' })
  subject!: string;

  @Field(() => SafeInt)
  calls!: number;

  @Field(() => SafeInt)
  inputTokens!: number;

  @Field(() => SafeInt)
  outputTokens!: number;

  @Field(() => DateTime)
  firstAt!: Date;

  @Field(() => DateTime)
  lastAt!: Date;
}

@ObjectType()
@Permit('READ_PRICES')
export class UnpricedModelEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => UnpricedModel)
  node!: UnpricedModel;
}

@ObjectType()
@Permit('READ_PRICES')
export class UnpricedModelConnection {
  @Field(() => [UnpricedModelEdge])
  edges!: UnpricedModelEdge[];

  @Field(() => [UnpricedModel])
  nodes!: UnpricedModel[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

export function toRerating(run: ReratingFacts): Rerating {
  const { startsAt, endsAt, models, customers } = run.selection;
  const { examined, adjusted, unrated, difference } = run.progress;
  return {
    id: encodeId(RERATING_ID, run.id),
    startsAt,
    endsAt,
    models,
    customers,
    reason: run.reason,
    requestedBy: run.requestedBy,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    examined,
    adjusted,
    unrated,
    difference: money(formatPico(difference)),
  };
}

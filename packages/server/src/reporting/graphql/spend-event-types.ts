import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  DateTime,
  Decimal,
  Money,
  money,
  PageInfo,
  Permit,
  SafeInt,
} from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import {
  type SpendEvent as SpendEventFacts,
  type SpendEventRequest,
  spendEventKey,
} from '../index.ts';
import { SpendEventStatus } from './spend-event-status.ts';

export const SPEND_EVENT_ID = 'SpendEvent';

const UsageSource = { ESTIMATED: 'estimated', NONE: 'none', REPORTED: 'reported' } as const;
type UsageSource = SpendEventFacts['usageSource'];

registerEnumType(UsageSource, { name: 'UsageSource' });

@ObjectType({
  description: 'One term of the amount: quantity x unitPrice / per = amount, exactly.',
})
@Permit('READ_SPEND')
export class SpendLine {
  @Field(() => String)
  kind!: string;

  @Field(() => SafeInt)
  quantity!: number;

  @Field(() => Decimal)
  unitPrice!: string;

  @Field(() => Decimal, {
    description:
      'How many units unitPrice is for: 1, but for a price that is not whole per unit; then amount leaves out what is below a millionth of a millionth of a dollar.',
  })
  per!: string;

  @Field(() => Decimal)
  amount!: string;
}

@ObjectType()
@Permit('READ_SPEND')
export class SpendEvent {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  callId!: string;

  @Field(() => Int)
  attempt!: number;

  @Field(() => Int, {
    description:
      '0 is the call itself; n is its n-th adjustment: its amounts are differences, its counts are zero.',
  })
  adjustment!: number;

  @Field(() => Int, { description: 'How often the call was adjusted since.' })
  adjustments!: number;

  @Field(() => Money, {
    nullable: true,
    description: 'What the call comes to with all its adjustments; null while it is unpriced.',
  })
  currentCharge!: Money | null;

  @Field(() => DateTime)
  occurredAt!: Date;

  @Field(() => DateTime)
  recordedAt!: Date;

  @Field(() => SafeInt)
  durationMs!: number;

  @Field(() => SafeInt, { nullable: true })
  firstByteMs!: number | null;

  @Field(() => String)
  route!: string;

  @Field(() => SpendEventStatus)
  status!: SpendEventStatus;

  @Field(() => Int)
  httpStatus!: number;

  @Field(() => String, { nullable: true })
  @Permit('READ_INTERNALS', { own: true })
  errorCode!: string | null;

  @Field(() => Boolean)
  streamed!: boolean;

  @Field(() => String, { nullable: true })
  customerExternalId!: string | null;

  @Field(() => String)
  model!: string;

  @Field(() => String)
  @Permit('READ_INTERNALS', { own: true })
  provider!: string;

  @Field(() => String)
  @Permit('READ_INTERNALS', { own: true })
  upstreamModel!: string;

  @Field(() => [String])
  @Permit('READ_INTERNALS', { own: true })
  tags!: readonly string[];

  @Field(() => UsageSource)
  usageSource!: UsageSource;

  @Field(() => SafeInt)
  inputTokens!: number;

  @Field(() => SafeInt)
  cachedInputTokens!: number;

  @Field(() => SafeInt)
  outputTokens!: number;

  @Field(() => SafeInt)
  reasoningTokens!: number;

  @Field(() => Boolean, { description: 'No price so far, adjustments included.' })
  unpriced!: boolean;

  @Field(() => Money, {
    nullable: true,
    description: 'What the provider takes; null when unpriced.',
  })
  @Permit('READ_INTERNALS', { own: true })
  cost!: Money | null;

  @Field(() => Money, {
    nullable: true,
    description: 'What the customer owes; null when unpriced.',
  })
  charge!: Money | null;

  @Field(() => String, { nullable: true })
  @Permit('READ_INTERNALS', { own: true })
  priceVersion!: string | null;

  @Field(() => [SpendLine])
  @Permit('READ_INTERNALS', { own: true })
  lines!: readonly SpendLine[];

  apiKeyId!: string | null;
  teamId!: string | null;
  userId!: string | null;
}

@ObjectType()
@Permit('READ_SPEND')
export class SpendEventEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => SpendEvent)
  node!: SpendEvent;
}

@ObjectType()
@Permit('READ_SPEND')
export class SpendEventConnection {
  @Field(() => [SpendEventEdge])
  edges!: SpendEventEdge[];

  @Field(() => [SpendEvent])
  nodes!: SpendEvent[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  request!: SpendEventRequest;
}

export function toSpendEvent(event: SpendEventFacts): SpendEvent {
  return {
    ...event,
    id: encodeId(SPEND_EVENT_ID, spendEventKey(event)),
    adjustments: event.now.adjustments,
    currentCharge: event.now.charge === null ? null : money(event.now.charge),
    unpriced: event.now.cost === null,
    cost: event.cost === null ? null : money(event.cost),
    charge: event.charge === null ? null : money(event.charge),
  };
}

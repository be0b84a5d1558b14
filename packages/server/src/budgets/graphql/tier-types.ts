import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { formatPico } from '../../kernel/index.ts';
import {
  CappedCount,
  DateTime,
  Decimal,
  Money,
  money,
  Node,
  PageInfo,
  Permit,
  SafeInt,
  UserError,
} from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import type { BudgetKind as BudgetKindName, BudgetRecord, TierRecord } from '../index.ts';
import { TierBudgetInput } from './budget-inputs.ts';
import { BudgetKind, BudgetWindow, percentText, toWindow } from './budget-types.ts';

@ObjectType({
  description: 'A budget that each customer on the tier has, with a count of its own.',
})
@Permit('READ_BUDGETS')
export class TierBudget {
  @Field(() => Money)
  limit!: Money;

  @Field(() => BudgetWindow)
  window!: BudgetWindow;

  @Field(() => BudgetKind)
  kind!: BudgetKindName;

  @Field(() => [Decimal], { description: 'Per cent, ascending.' })
  thresholds!: string[];

  @Field(() => String, { nullable: true, description: 'Null: calls for every model count.' })
  model!: string | null;

  @Field(() => String, { nullable: true })
  provider!: string | null;

  @Field(() => String, { nullable: true })
  tag!: string | null;
}

@ObjectType({
  implements: Node,
  description: 'A named set of limits that customers share; changing it changes all on it.',
})
@Permit('READ_BUDGETS')
export class Tier implements Node {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => SafeInt, { nullable: true, description: 'Of each customer.' })
  requestsPerMinute!: number | null;

  @Field(() => SafeInt, { nullable: true, description: 'Of each customer.' })
  tokensPerMinute!: number | null;

  @Field(() => SafeInt, { nullable: true, description: 'Calls under way of each customer.' })
  maxParallel!: number | null;

  @Field(() => [String], { nullable: true, description: 'Null: every model. A name may end in *.' })
  models!: readonly string[] | null;

  @Field(() => Boolean, {
    description: 'The tier of customers that have none, from their first call on.',
  })
  isDefault!: boolean;

  @Field(() => Int)
  revision!: number;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => String)
  @Permit('READ_INTERNALS')
  createdBy!: string;

  @Field(() => DateTime)
  updatedAt!: Date;

  /** What the field resolvers look up. */
  record!: TierRecord;
}

@ObjectType()
@Permit('READ_BUDGETS')
export class TierEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => Tier)
  node!: Tier;
}

@ObjectType()
@Permit('READ_BUDGETS')
export class TierConnection {
  @Field(() => [TierEdge])
  edges!: TierEdge[];

  @Field(() => [Tier])
  nodes!: Tier[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

@ObjectType()
@Permit('READ_BUDGETS')
export class TierCustomer {
  @Field(() => String)
  externalId!: string;

  @Field(() => DateTime)
  assignedAt!: Date;

  @Field(() => String)
  assignedBy!: string;
}

@ObjectType()
@Permit('READ_BUDGETS')
export class TierCustomerConnection {
  @Field(() => [TierCustomer])
  nodes!: TierCustomer[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => CappedCount)
  totalCount!: CappedCount;
}

@InputType()
class TierFields {
  @Field(() => [TierBudgetInput], {
    nullable: true,
    description:
      'At most 20; they replace those that are there. A budget whose window and kind stay keeps what was spent of it.',
  })
  budgets?: TierBudgetInput[] | null;

  @Field(() => SafeInt, { nullable: true, description: 'Null: no limit. 0: nothing.' })
  requestsPerMinute?: number | null;

  @Field(() => SafeInt, { nullable: true })
  tokensPerMinute?: number | null;

  @Field(() => SafeInt, { nullable: true })
  maxParallel?: number | null;

  @Field(() => [String], { nullable: true, description: 'Null: every model. A name may end in *.' })
  models?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Takes the place of the default tier that is.',
  })
  isDefault?: boolean | null;
}

@InputType()
export class CreateTierInput extends TierFields {
  @Field(() => String)
  name!: string;
}

@InputType({ description: 'What is left out stays as it is.' })
export class UpdateTierInput extends TierFields {
  @Field(() => String, { nullable: true })
  name?: string | null;
}

@ObjectType()
@Permit('MANAGE_BUDGETS')
export class TierPayload {
  @Field(() => Tier, { nullable: true })
  tier!: Tier | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('MANAGE_BUDGETS')
export class DeleteTierPayload {
  @Field(() => ID, { nullable: true })
  deletedId!: string | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

export const TIER_ID = 'Tier';

export function toTier(record: TierRecord): Tier {
  const { id: _, limits, ...facts } = record;
  return { ...facts, ...limits, record, id: encodeId(TIER_ID, record.id) };
}

export function toTierBudget(record: BudgetRecord): TierBudget {
  return {
    limit: money(formatPico(record.limitPico)),
    window: toWindow(record.window),
    kind: record.kind,
    thresholds: record.thresholds.map(percentText),
    model: record.scope.model ?? null,
    provider: record.scope.provider ?? null,
    tag: record.scope.tag ?? null,
  };
}

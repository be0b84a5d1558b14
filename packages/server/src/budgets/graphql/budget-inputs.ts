import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { DateTime, Decimal, Money, Permit, UserError } from '../../platform/graphql/index.ts';
import type { BudgetKind as BudgetKindName } from '../index.ts';
import { Budget, BudgetKind } from './budget-types.ts';
import { BudgetScopeInput } from './scope-types.ts';

const LIMIT = 'US dollars, with at most 12 decimals. 0 refuses whatever costs something.';
const PERIOD =
  'daily, weekly, monthly, quarterly, yearly, total, or a duration: 24h, 7d, 30d, 1mo …';
const TIME_ZONE = 'IANA name; by default the reporting time zone.';
const ANCHOR = 'Where windows of a duration are counted from; by default midnight of today.';
const THRESHOLDS = 'Per cent, such as "80"; by default those of the installation.';

@InputType()
export class SetBudgetInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The budget to change. Left out, it is the one of this scope, window and kind.',
  })
  id?: string | null;

  @Field(() => BudgetScopeInput, {
    nullable: true,
    description: 'Needed without id; it cannot be changed.',
  })
  scope?: BudgetScopeInput | null;

  @Field(() => Decimal, { description: LIMIT })
  limit!: string;

  @Field(() => String, { defaultValue: 'monthly', description: PERIOD })
  period!: string;

  @Field(() => String, { nullable: true, description: TIME_ZONE })
  timeZone?: string | null;

  @Field(() => DateTime, { nullable: true, description: ANCHOR })
  anchor?: Date | null;

  @Field(() => BudgetKind, { defaultValue: BudgetKind.HARD })
  kind!: BudgetKindName;

  @Field(() => [Decimal], { nullable: true, description: THRESHOLDS })
  thresholds?: string[] | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Refused when it is at another one; 0: when it is there at all.',
  })
  expectedRevision?: number | null;
}

@InputType()
export class TierBudgetInput {
  @Field(() => Decimal, { description: LIMIT })
  limit!: string;

  @Field(() => String, { defaultValue: 'monthly', description: PERIOD })
  period!: string;

  @Field(() => String, { nullable: true, description: TIME_ZONE })
  timeZone?: string | null;

  @Field(() => DateTime, { nullable: true, description: ANCHOR })
  anchor?: Date | null;

  @Field(() => BudgetKind, { defaultValue: BudgetKind.HARD })
  kind!: BudgetKindName;

  @Field(() => [Decimal], { nullable: true, description: THRESHOLDS })
  thresholds?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Only calls that ask for this model count.' })
  model?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only calls that this provider answers count.',
  })
  provider?: string | null;

  @Field(() => String, { nullable: true, description: 'Only calls with this tag count.' })
  tag?: string | null;
}

@InputType()
export class RaiseBudgetInput {
  @Field(() => ID, { description: "Of a budget; of a tier's budget as one customer has it." })
  id!: string;

  @Field(() => Decimal, { description: 'US dollars that are added to the limit.' })
  amount!: string;

  @Field(() => DateTime)
  until!: Date;

  @Field(() => String)
  reason!: string;
}

@InputType()
export class ResetBudgetInput {
  @Field(() => ID, { description: "Of a budget; of a tier's budget as one customer has it." })
  id!: string;

  @Field(() => String)
  reason!: string;
}

@InputType()
export class PreviewBudgetInput {
  @Field(() => BudgetScopeInput, { nullable: true, description: 'Give this or tier.' })
  scope?: BudgetScopeInput | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Each customer that is on this tier now has a count of its own.',
  })
  tier?: string | null;

  @Field(() => TierBudgetInput)
  budget!: TierBudgetInput;
}

@ObjectType()
@Permit('MANAGE_BUDGETS')
export class BudgetPayload {
  @Field(() => Budget, { nullable: true })
  budget!: Budget | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('MANAGE_BUDGETS')
export class RemoveBudgetPayload {
  @Field(() => ID, { nullable: true })
  removedId!: string | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType({
  description: 'What a budget would have done to the recorded calls of last calendar month.',
})
@Permit('READ_BUDGETS')
export class BudgetPreview {
  @Field(() => DateTime)
  from!: Date;

  @Field(() => DateTime)
  to!: Date;

  @Field(() => Int, { description: 'Calls that the budget counts.' })
  calls!: number;

  @Field(() => Int, {
    description: 'Calls that a hard budget would have refused; of a soft one, those beyond it.',
  })
  affectedCalls!: number;

  @Field(() => Money, { description: 'What those calls were charged.' })
  affectedCharge!: Money;

  @Field(() => Int)
  affectedCustomers!: number;
}

@ObjectType()
@Permit('READ_BUDGETS')
export class PreviewBudgetPayload {
  @Field(() => BudgetPreview, { nullable: true })
  preview!: BudgetPreview | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { DateTime, PageInfo, Permit, SafeInt, UserError } from '../../platform/graphql/index.ts';
import type { LimitRecord } from '../index.ts';
import { BudgetScope, BudgetScopeInput, toScope } from './scope-types.ts';

@ObjectType({ description: 'How fast all calls of a scope together may come. Null: no limit.' })
@Permit('READ_BUDGETS')
export class RateLimit {
  @Field(() => BudgetScope)
  scope!: BudgetScope;

  @Field(() => SafeInt, { nullable: true })
  requestsPerMinute!: number | null;

  @Field(() => SafeInt, { nullable: true })
  tokensPerMinute!: number | null;

  @Field(() => SafeInt, { nullable: true, description: 'Calls under way at one time.' })
  maxParallel!: number | null;

  @Field(() => Boolean, {
    description: 'It follows the configuration file and cannot be changed here.',
  })
  configured!: boolean;

  @Field(() => Int)
  revision!: number;

  @Field(() => DateTime)
  updatedAt!: Date;
}

@ObjectType()
@Permit('READ_BUDGETS')
export class RateLimitConnection {
  @Field(() => [RateLimit])
  nodes!: RateLimit[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

@InputType({ description: 'Sets all three; with none of them the scope has no limits any more.' })
export class SetRateLimitInput {
  @Field(() => BudgetScopeInput)
  scope!: BudgetScopeInput;

  @Field(() => SafeInt, { nullable: true, description: '0: nothing passes.' })
  requestsPerMinute?: number | null;

  @Field(() => SafeInt, { nullable: true })
  tokensPerMinute?: number | null;

  @Field(() => SafeInt, { nullable: true })
  maxParallel?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Refused when it is at another one; 0: when there is one.',
  })
  expectedRevision?: number | null;
}

@ObjectType()
@Permit('MANAGE_BUDGETS')
export class RateLimitPayload {
  @Field(() => RateLimit, { nullable: true, description: 'Null when the limits were removed.' })
  rateLimit!: RateLimit | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

export function toRateLimit({
  scope,
  limits,
  configured,
  revision,
  updatedAt,
}: LimitRecord): RateLimit {
  return { ...limits, scope: toScope(scope), configured, revision, updatedAt };
}

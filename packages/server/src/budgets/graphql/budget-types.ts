import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { formatPico, toPico } from '../../kernel/index.ts';
import {
  DateTime,
  Decimal,
  Money,
  money,
  Node,
  PageInfo,
  Permit,
  SafeInt,
} from '../../platform/graphql/index.ts';
import {
  type BudgetKind as BudgetKindName,
  type BudgetRecord,
  formatPeriod,
  type BudgetWindow as WindowFacts,
} from '../index.ts';
import { writeTarget } from './budget-id.ts';
import { BudgetScope, toScope } from './scope-types.ts';

export const BudgetKind = { HARD: 'hard', SOFT: 'soft' } as const;

registerEnumType(BudgetKind, {
  name: 'BudgetKind',
  description: 'HARD refuses what could pass the limit; SOFT only tells.',
});

export const BudgetStatus = {
  OK: 'OK',
  NEAR: 'NEAR',
  EXCEEDED: 'EXCEEDED',
  SOFT_EXCEEDED: 'SOFT_EXCEEDED',
} as const;
export type BudgetStatus = keyof typeof BudgetStatus;

registerEnumType(BudgetStatus, {
  name: 'BudgetStatus',
  description:
    'NEAR: a threshold is reached, or what is set aside for running calls leaves nothing. EXCEEDED: the limit is reached, calls are refused. SOFT_EXCEEDED: the limit of a soft budget is reached, calls go on.',
});

@ObjectType()
@Permit('READ_BUDGETS')
export class BudgetWindow {
  @Field(() => String, { description: 'monthly, 30d, total …' })
  period!: string;

  @Field(() => String, { nullable: true, description: 'Null for a budget that never begins anew.' })
  timeZone!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Where windows of a duration are counted from.',
  })
  anchor!: Date | null;
}

@ObjectType({
  description: 'Where a budget stands in the window that runs now, calls under way included.',
})
@Permit('READ_BUDGETS')
export class BudgetState {
  @Field(() => BudgetStatus)
  status!: BudgetStatus;

  @Field(() => Money, { description: 'With the raises that hold now.' })
  limit!: Money;

  @Field(() => Money, { description: 'Charged since startsAt.' })
  posted!: Money;

  @Field(() => Money, { description: 'Set aside for calls under way.' })
  pending!: Money;

  @Field(() => Money, { description: 'What a call could still be given.' })
  available!: Money;

  @Field(() => Decimal, { description: 'Per cent of the limit that is posted, rounded down.' })
  percentUsed!: string;

  @Field(() => Decimal, {
    description: 'Per cent of the limit that is posted or pending, rounded down.',
  })
  percentTaken!: string;

  @Field(() => [Decimal], { description: 'Per cent; the thresholds that posted has reached.' })
  thresholdsReached!: string[];

  @Field(() => DateTime, { description: 'Of the window, or of the last reset in it.' })
  startsAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'Null: never by itself.' })
  resetsAt!: Date | null;
}

@ObjectType({ description: 'A raise of a limit until an instant, past ones included.' })
@Permit('READ_BUDGETS')
export class BudgetRaise {
  @Field(() => Money)
  amount!: Money;

  @Field(() => DateTime)
  until!: Date;

  @Field(() => String)
  reason!: string;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => String)
  createdBy!: string;
}

@ObjectType()
@Permit('READ_BUDGETS')
export class BudgetRaiseConnection {
  @Field(() => [BudgetRaise])
  nodes!: BudgetRaise[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

@ObjectType({ description: 'The running window began anew by hand.' })
@Permit('READ_BUDGETS')
export class BudgetReset {
  @Field(() => DateTime)
  resetAt!: Date;

  @Field(() => String)
  reason!: string;

  @Field(() => String)
  resetBy!: string;
}

@ObjectType()
@Permit('READ_BUDGETS')
export class BudgetResetConnection {
  @Field(() => [BudgetReset])
  nodes!: BudgetReset[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

@ObjectType({
  implements: Node,
  description:
    'A limit on what a scope may be charged in each window; of a tier: as one customer has it.',
})
@Permit('READ_BUDGETS')
export class Budget implements Node {
  @Field(() => ID)
  id!: string;

  @Field(() => BudgetScope)
  scope!: BudgetScope;

  @Field(() => BudgetWindow)
  window!: BudgetWindow;

  @Field(() => BudgetKind)
  kind!: BudgetKindName;

  @Field(() => Money, { description: 'Without raises.' })
  limit!: Money;

  @Field(() => [Decimal], { description: 'Per cent, ascending.' })
  thresholds!: string[];

  @Field(() => Boolean, {
    description: 'It follows the configuration file and cannot be changed here.',
  })
  configured!: boolean;

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
  record!: BudgetRecord;
  customer!: string | null;
}

@ObjectType()
@Permit('READ_BUDGETS')
export class BudgetEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => Budget)
  node!: Budget;
}

@ObjectType()
@Permit('READ_BUDGETS')
export class BudgetConnection {
  @Field(() => [BudgetEdge])
  edges!: BudgetEdge[];

  @Field(() => [Budget])
  nodes!: Budget[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

@ObjectType({
  description:
    'Absolute state: replace what you show, never add to it. A higher sequence is newer.',
})
@Permit('READ_BUDGETS')
export class BudgetChange {
  @Field(() => SafeInt)
  sequence!: number;

  @Field(() => DateTime)
  asOf!: Date;

  @Field(() => [Budget], {
    description: 'All that are watched; those that were removed are missing.',
  })
  budgets!: Budget[];
}

/** A budget of a scope, or a tier's as the customer has it. */
export function toBudget(record: BudgetRecord, customer: string | null): Budget {
  const scope = customer === null ? record.scope : { ...record.scope, customer };
  return {
    record,
    customer,
    id: writeTarget({ budgetId: record.id, customer }),
    scope: toScope(scope),
    window: toWindow(record.window),
    kind: record.kind,
    limit: money(formatPico(record.limitPico)),
    thresholds: record.thresholds.map(percentText),
    configured: record.configured,
    revision: record.revision,
    createdAt: record.createdAt,
    createdBy: record.createdBy,
    updatedAt: record.updatedAt,
  };
}

export function toWindow(window: WindowFacts): BudgetWindow {
  return {
    period: formatPeriod(window),
    timeZone: window.kind === 'total' ? null : window.timeZone,
    anchor: window.kind === 'duration' ? window.anchor : null,
  };
}

/** From whole hundredths of a per cent. */
export function percentText(hundredths: number | bigint): string {
  // Ten orders above hundredths, so that the exact text of money can be used.
  return formatPico(toPico(BigInt(hundredths) * 10_000_000_000n));
}

import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { formatPico } from '../../kernel/index.ts';
import { Money, money, PageInfo, Permit, SafeInt } from '../../platform/graphql/index.ts';
import type { ComparedBy as ComparedByName, ComparedGroup, Comparison, Sums } from '../index.ts';

export const ComparedBy = {
  CUSTOMER: 'CUSTOMER',
  MODEL: 'MODEL',
} as const satisfies Record<ComparedByName, ComparedByName>;

registerEnumType(ComparedBy, { name: 'ComparedBy' });

@ObjectType({
  description: 'What calls are charged now, and would be. before + difference = after, exactly.',
})
@Permit('READ_PRICES')
export class ComparedSums {
  @Field(() => SafeInt)
  events!: number;

  @Field(() => SafeInt, { description: 'Of them, those whose charge would change.' })
  changed!: number;

  @Field(() => SafeInt, { description: 'Of them, those that have no price now.' })
  unpriced!: number;

  @Field(() => Money, { description: 'Of the calls that can be rated; unpriced ones are in as 0.' })
  before!: Money;

  @Field(() => Money)
  after!: Money;

  @Field(() => Money)
  difference!: Money;

  @Field(() => SafeInt, {
    description: 'Calls that cannot be rated at those prices: in none of the amounts above.',
  })
  unrated!: number;

  @Field(() => Money, { description: 'What those are charged now.' })
  unratedCharge!: Money;
}

@ObjectType()
@Permit('READ_PRICES')
export class ComparedRow {
  @Field(() => String, { nullable: true, description: 'Null for calls without a customer.' })
  key!: string | null;

  @Field(() => ComparedSums)
  sums!: ComparedSums;
}

@ObjectType()
@Permit('READ_PRICES')
export class ComparedRowEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => ComparedRow)
  node!: ComparedRow;
}

@ObjectType()
@Permit('READ_PRICES')
export class ComparedRowConnection {
  @Field(() => [ComparedRowEdge])
  edges!: ComparedRowEdge[];

  @Field(() => [ComparedRow])
  nodes!: ComparedRow[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => Int)
  totalCount!: number;
}

@ObjectType()
@Permit('READ_PRICES')
export class SpendComparison {
  @Field(() => ComparedSums)
  total!: ComparedSums;

  facts!: Comparison;
}

export function toComparison(facts: Comparison): SpendComparison {
  return { total: toSums(facts), facts };
}

export function toRow({ key, ...sums }: ComparedGroup): ComparedRow {
  return { key, sums: toSums(sums) };
}

function toSums(sums: Sums): ComparedSums {
  return {
    events: sums.events,
    changed: sums.changed,
    unpriced: sums.unpriced,
    before: money(formatPico(sums.before)),
    after: money(formatPico(sums.after)),
    difference: money(formatPico(sums.difference)),
    unrated: sums.unrated,
    unratedCharge: money(formatPico(sums.unratedCharge)),
  };
}

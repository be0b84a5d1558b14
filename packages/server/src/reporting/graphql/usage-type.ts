import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, Decimal, Permit } from '../../platform/graphql/index.ts';
import type { Granularity, UsageGroup as UsageGroupName, UsageQuery } from '../index.ts';
import { ResolvedRange } from './range-types.ts';

export const UsageGroup = {
  API_KEY: 'API_KEY',
  CUSTOMER: 'CUSTOMER',
  DAY: 'DAY',
  MODEL: 'MODEL',
  TAG: 'TAG',
  TEAM: 'TEAM',
  USER: 'USER',
} as const satisfies Record<UsageGroupName, UsageGroupName>;

registerEnumType(UsageGroup, { name: 'UsageGroup' });

export const GranularityEnum = { HOUR: 'HOUR', DAY: 'DAY' } as const satisfies Record<
  Granularity,
  Granularity
>;

registerEnumType(GranularityEnum, { name: 'Granularity' });

@ObjectType({
  description:
    'Charge per bucket; values has one entry for every bucket, so that stacked series line up.',
})
@Permit('READ_SPEND')
export class UsageSeries {
  @Field(() => String, { nullable: true })
  key!: string | null;

  @Field(() => String)
  label!: string;

  @Field(() => Boolean, {
    description: 'True for the band that sums every group beyond the top ones.',
  })
  isOther!: boolean;

  @Field(() => [Decimal])
  values!: readonly string[];
}

/** Totals, rows and series are read when they are asked for, all from one snapshot. */
@ObjectType()
@Permit('READ_SPEND')
export class Usage {
  @Field(() => ResolvedRange)
  range!: ResolvedRange;

  @Field(() => GranularityEnum)
  granularity!: Granularity;

  @Field(() => [DateTime], { description: 'Start of each bucket, dense.' })
  buckets!: readonly Date[];

  @Field(() => Boolean, {
    description:
      'True when an event can be in several rows (grouped by tag): rows do not add up to totals.',
  })
  overlapping!: boolean;

  @Field(() => DateTime)
  asOf!: Date;

  @Field(() => String, {
    description: 'Path of the CSV of these very rows, for the same caller.',
  })
  csvPath!: string;

  query!: UsageQuery;
}

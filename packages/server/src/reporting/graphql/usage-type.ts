import { Field, ObjectType } from 'type-graphql';
import { DateTime, Decimal, Permit } from '../../platform/graphql/index.ts';
import type { Granularity as GranularityName, UsageQuery, UsageRequest } from '../index.ts';
import { ResolvedRange } from './range-types.ts';
import { Latency, Totals } from './totals-type.ts';
import { Granularity } from './usage-enums.ts';

@ObjectType({
  description:
    'One metric per bucket; values has one entry for every bucket, so that stacked series line up.',
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

  @Field(() => [Decimal], {
    description: 'One entry for each of previous.buckets; empty when compared with nothing.',
  })
  previous!: readonly string[];
}

@ObjectType({ description: 'Percentiles per bucket. They are never stacked.' })
@Permit('READ_SPEND')
export class LatencySeries {
  @Field(() => String, { nullable: true })
  key!: string | null;

  @Field(() => String)
  label!: string;

  @Field(() => Boolean)
  isOther!: boolean;

  @Field(() => [Latency], {
    nullable: 'items',
    description: 'One entry for every bucket; null where no call was answered.',
  })
  values!: readonly (Latency | null)[];
}

@ObjectType({ description: 'The range that a report is compared with.' })
@Permit('READ_SPEND')
export class PreviousUsage {
  @Field(() => ResolvedRange)
  range!: ResolvedRange;

  @Field(() => [DateTime], { description: 'Start of each bucket; they can be more or fewer.' })
  buckets!: readonly Date[];

  @Field(() => Totals)
  totals!: Totals;

  @Field(() => Latency, { nullable: true })
  latency!: Latency | null;
}

/** Totals, rows and series are read when they are asked for, all from one snapshot. */
@ObjectType()
@Permit('READ_SPEND')
export class Usage {
  @Field(() => ResolvedRange)
  range!: ResolvedRange;

  @Field(() => Granularity)
  granularity!: GranularityName;

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
  request!: UsageRequest;
}

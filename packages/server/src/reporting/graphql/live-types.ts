import { Field, ObjectType } from 'type-graphql';
import { DateTime, Permit, SafeInt } from '../../platform/graphql/index.ts';
import { SpendEvent } from './spend-event-types.ts';
import { Totals } from './totals-type.ts';
import { UsageRow } from './usage-row-type.ts';

@ObjectType({
  description:
    'Absolute state: replace what you show, never add to it. A higher sequence is newer.',
})
@Permit('READ_SPEND')
export class LiveSpend {
  @Field(() => SafeInt)
  sequence!: number;

  @Field(() => DateTime)
  asOf!: Date;

  @Field(() => Totals, { description: 'Since midnight in the reporting time zone.' })
  today!: Totals;

  @Field(() => SafeInt, {
    description: 'Calls that began in the minute until asOf, as far as they have ended.',
  })
  callsLastMinute!: number;

  @Field(() => [UsageRow])
  topCustomers!: UsageRow[];

  @Field(() => [SpendEvent])
  latest!: SpendEvent[];
}

import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, LocalDate, Permit } from '../../platform/graphql/index.ts';
import type { RangePreset as RangePresetName } from '../index.ts';

export const RangePreset = {
  TODAY: 'TODAY',
  YESTERDAY: 'YESTERDAY',
  LAST_HOUR: 'LAST_HOUR',
  LAST_24_HOURS: 'LAST_24_HOURS',
  LAST_7_DAYS: 'LAST_7_DAYS',
  LAST_30_DAYS: 'LAST_30_DAYS',
  LAST_90_DAYS: 'LAST_90_DAYS',
  MONTH_TO_DATE: 'MONTH_TO_DATE',
  LAST_MONTH: 'LAST_MONTH',
  QUARTER_TO_DATE: 'QUARTER_TO_DATE',
  LAST_QUARTER: 'LAST_QUARTER',
  YEAR_TO_DATE: 'YEAR_TO_DATE',
  LAST_YEAR: 'LAST_YEAR',
  CURRENT_BILLING_PERIOD: 'CURRENT_BILLING_PERIOD',
  LAST_BILLING_PERIOD: 'LAST_BILLING_PERIOD',
} as const satisfies Record<RangePresetName, RangePresetName>;

registerEnumType(RangePreset, {
  name: 'RangePreset',
  description:
    'Counted from today, which every LAST_n_DAYS includes; LAST_HOUR and LAST_24_HOURS end with the quarter of an hour that runs. A billing period is that of the one customer that usage or spend events are filtered by, or whom the caller is; else, and in lists of customers and keys, it is a calendar month.',
});

@InputType({
  description:
    'A preset; or from and to (to is exclusive), calendar days; or startsAt and endsAt (exclusive), instants, for usage on whole quarters of an hour. Days are those of timeZone, by default the reporting time zone.',
})
export class RangeInput {
  @Field(() => RangePreset, { nullable: true })
  preset?: RangePresetName | null;

  @Field(() => LocalDate, { nullable: true })
  from?: string | null;

  @Field(() => LocalDate, { nullable: true })
  to?: string | null;

  @Field(() => DateTime, { nullable: true })
  startsAt?: Date | null;

  @Field(() => DateTime, { nullable: true })
  endsAt?: Date | null;

  @Field(() => String, { nullable: true })
  timeZone?: string | null;
}

@ObjectType({ description: 'Half-open: startsAt is in the range, endsAt is not.' })
@Permit('READ_SPEND')
export class ResolvedRange {
  @Field(() => DateTime)
  startsAt!: Date;

  @Field(() => DateTime)
  endsAt!: Date;

  @Field(() => LocalDate, { description: 'First and last day of the range, both inside it.' })
  firstDay!: string;

  @Field(() => LocalDate)
  lastDay!: string;

  @Field(() => String)
  timeZone!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Whose billing period it is; null where it is a calendar month, and for other ranges.',
  })
  billedCustomer!: string | null;
}

import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, LocalDate, Permit } from '../../platform/graphql/index.ts';

export const RangePreset = {
  TODAY: 'TODAY',
  YESTERDAY: 'YESTERDAY',
  LAST_7_DAYS: 'LAST_7_DAYS',
  LAST_30_DAYS: 'LAST_30_DAYS',
  LAST_90_DAYS: 'LAST_90_DAYS',
  MONTH_TO_DATE: 'MONTH_TO_DATE',
  LAST_MONTH: 'LAST_MONTH',
} as const;
type RangePreset = keyof typeof RangePreset;

registerEnumType(RangePreset, {
  name: 'RangePreset',
  description: 'Counted from today, which every LAST_n_DAYS includes.',
});

@InputType({
  description:
    'A preset, or from and to (to is exclusive). Calendar days are those of timeZone, by default the reporting time zone.',
})
export class RangeInput {
  @Field(() => RangePreset, { nullable: true })
  preset?: RangePreset | null;

  @Field(() => LocalDate, { nullable: true })
  from?: string | null;

  @Field(() => LocalDate, { nullable: true })
  to?: string | null;

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
}

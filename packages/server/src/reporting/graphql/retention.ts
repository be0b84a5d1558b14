import { Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { Retention as State } from '../../metering/index.ts';
import { DateTime, LocalDate, Permit, SafeInt } from '../../platform/graphql/index.ts';

const FIRST_DAY = 'The first day of a month of UTC.';

@ObjectType({ description: 'A month whose single calls are gone. Its sums are kept.' })
@Permit('READ_SPEND')
export class RetentionDroppedMonth {
  @Field(() => LocalDate, { description: FIRST_DAY })
  month!: string;

  @Field(() => SafeInt)
  calls!: number;
}

@ObjectType({ description: 'A run that dropped something.' })
@Permit('READ_SPEND')
export class RetentionDrop {
  @Field(() => DateTime)
  at!: Date;

  @Field(() => [RetentionDroppedMonth], { description: 'The oldest first, at most 120.' })
  months!: readonly RetentionDroppedMonth[];
}

@ObjectType({ description: 'What keeps months whose time is over.' })
@Permit('READ_SPEND')
export class RetentionHold {
  @Field(() => LocalDate, { description: FIRST_DAY })
  month!: string;

  @Field(() => String, { description: 'Such as "calls of acme are not billed yet".' })
  reason!: string;

  @Field(() => Int, {
    description: 'The month and all later ones whose time is over: they wait for it.',
  })
  months!: number;
}

@ObjectType({ description: 'The next run.' })
@Permit('READ_SPEND')
export class RetentionRun {
  @Field(() => DateTime)
  at!: Date;

  @Field(() => [LocalDate], {
    description: 'The months it would drop going by what the last run found, at most 120.',
  })
  months!: readonly string[];
}

@ObjectType({
  description: 'How long single calls are kept, what went, and what stays for longer.',
})
@Permit('READ_SPEND')
export class Retention {
  @Field(() => Int, {
    nullable: true,
    description:
      'Single calls are kept at least so long, then dropped by the month. Null: for good.',
  })
  keepHours!: number | null;

  @Field(() => LocalDate, {
    nullable: true,
    description: `Single calls are kept from this month on. ${FIRST_DAY}`,
  })
  oldestMonth!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the oldest month may go, at the earliest. Null: never.',
  })
  oldestMonthGoesAt!: Date | null;

  @Field(() => RetentionHold, { nullable: true })
  held!: RetentionHold | null;

  @Field(() => RetentionRun, { nullable: true, description: 'Null: nothing is ever dropped.' })
  nextRun!: RetentionRun | null;

  @Field(() => DateTime, { nullable: true })
  lastRunAt!: Date | null;

  @Field(() => RetentionDrop, { nullable: true })
  lastDrop!: RetentionDrop | null;
}

@Resolver()
export class RetentionResolver {
  readonly #state: () => Promise<State>;

  constructor(state: () => Promise<State>) {
    this.#state = state;
  }

  @Query(() => Retention, { description: 'How long single calls are kept, and what became of it.' })
  @Permit('READ_SPEND')
  async retention(): Promise<Retention> {
    const { keepMs, oldest, held, nextRun, lastRunAt, lastDrop } = await this.#state();
    return {
      keepHours: keepMs === null ? null : keepMs / 3_600_000,
      oldestMonth: oldest && firstDay(oldest.month),
      oldestMonthGoesAt: oldest?.goesAt ?? null,
      held: held && { month: firstDay(held), reason: held.reason, months: held.months },
      nextRun: nextRun && { at: nextRun.at, months: nextRun.months.map(firstDay) },
      lastRunAt,
      lastDrop: lastDrop && {
        at: lastDrop.at,
        months: lastDrop.months.map((each) => ({ month: firstDay(each), calls: each.calls })),
      },
    };
  }
}

function firstDay({ startsAt }: { startsAt: Date }): string {
  return startsAt.toISOString().slice(0, 10);
}

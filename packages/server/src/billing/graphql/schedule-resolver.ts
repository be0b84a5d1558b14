import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from 'type-graphql';
import {
  callerName,
  DateTime,
  type GraphqlContext,
  Permit,
  UserError,
} from '../../platform/graphql/index.ts';
import type { BillingSchedule } from '../index.ts';
import { InvoiceRun, toRun } from './run-types.ts';

@ObjectType('BillingSchedule', {
  description: 'Whether invoices are drafted by themselves once a period has ended.',
})
@Permit('READ_INVOICES')
export class ScheduleSettings {
  @Field(() => Boolean)
  isOn!: boolean;

  @Field(() => Int, {
    description: 'How long after a period calls are waited for that come in late.',
  })
  graceHours!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'How long a draft that it made is there to be looked at before it becomes final by itself. Null: none does.',
  })
  finaliseAfterHours!: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Periods that ended by then were drafted by themselves.',
  })
  draftedUntil!: Date | null;

  @Field(() => Int, { description: '0 until something was said.' })
  revision!: number;
}

@InputType()
class BillingScheduleInput {
  @Field(() => Boolean)
  isOn!: boolean;

  @Field(() => Int, { description: '0 to 720.', defaultValue: 1 })
  graceHours!: number;

  @Field(() => Int, {
    nullable: true,
    description: '1 to 720. Null: nothing becomes final by itself.',
  })
  finaliseAfterHours?: number | null;
}

@ObjectType()
@Permit('READ_INVOICES')
class SetBillingSchedulePayload {
  @Field(() => ScheduleSettings, { nullable: true })
  schedule!: ScheduleSettings | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@Resolver(() => ScheduleSettings)
export class BillingScheduleResolver {
  readonly #schedule: BillingSchedule;

  constructor(schedule: BillingSchedule) {
    this.#schedule = schedule;
  }

  @Query(() => ScheduleSettings)
  @Permit('READ_INVOICES')
  billingSchedule(): Promise<ScheduleSettings> {
    return this.#schedule.settings();
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'When it drafts next: now, if it is due. Null while it is off.',
  })
  @Permit('READ_INVOICES')
  nextRunAt(): Promise<Date | null> {
    return this.#schedule.nextRunAt();
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'When the next draft becomes final by itself.',
  })
  @Permit('READ_INVOICES')
  nextFinalisingAt(): Promise<Date | null> {
    return this.#schedule.nextFinalisingAt();
  }

  @FieldResolver(() => InvoiceRun, {
    nullable: true,
    description: 'The last one by itself that made something.',
  })
  @Permit('READ_INVOICES')
  async lastRun(): Promise<InvoiceRun | null> {
    const run = await this.#schedule.lastRun();
    return run && toRun(run);
  }

  @Mutation(() => SetBillingSchedulePayload, {
    description: 'A CONFLICT when it is no longer at expectedRevision.',
  })
  @Permit('MANAGE_INVOICES')
  async setBillingSchedule(
    @Arg('expectedRevision', () => Int) revision: number,
    @Arg('input', () => BillingScheduleInput) input: BillingScheduleInput,
    @Ctx() context: GraphqlContext,
  ): Promise<SetBillingSchedulePayload> {
    const set = await this.#schedule.set(
      { ...input, finaliseAfterHours: input.finaliseAfterHours ?? null, revision },
      callerName(context),
    );
    return set.ok
      ? { schedule: set.value, userErrors: [] }
      : { schedule: null, userErrors: set.error };
  }
}

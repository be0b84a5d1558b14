import {
  Arg,
  Ctx,
  Field,
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
}

@ObjectType()
@Permit('READ_INVOICES')
class SetBillingSchedulePayload {
  @Field(() => ScheduleSettings, { nullable: true })
  schedule!: ScheduleSettings | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@Resolver()
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

  @Mutation(() => SetBillingSchedulePayload, {
    description: 'A CONFLICT when it is no longer at expectedRevision.',
  })
  @Permit('MANAGE_INVOICES')
  async setBillingSchedule(
    @Arg('expectedRevision', () => Int) revision: number,
    @Arg('input', () => BillingScheduleInput) input: BillingScheduleInput,
    @Ctx() context: GraphqlContext,
  ): Promise<SetBillingSchedulePayload> {
    const set = await this.#schedule.set({ ...input, revision }, callerName(context));
    return set.ok
      ? { schedule: set.value, userErrors: [] }
      : { schedule: null, userErrors: set.error };
  }
}

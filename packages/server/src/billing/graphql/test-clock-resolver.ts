import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import {
  callerName,
  DateTime,
  type GraphqlContext,
  Permit,
  pageByTime,
} from '../../platform/graphql/index.ts';
import { decodeUuid } from '../../platform/opaque/index.ts';
import type { TestClocks } from '../index.ts';
import { NO_ID } from './change-of.ts';
import { toMade } from './run-types.ts';
import {
  AdvanceTestClockPayload,
  CreateTestClockPayload,
  RecordTestUsagePayload,
  RemoveTestClockPayload,
  TEST_CLOCK_ID,
  TestClockConnection,
  TestClockInput,
  TestUsageInput,
  toTestClock,
} from './test-clock-types.ts';

@Resolver()
export class TestClockResolver {
  readonly #clocks: TestClocks;

  constructor(clocks: TestClocks) {
    this.#clocks = clocks;
  }

  @Query(() => TestClockConnection, {
    description: 'Latest first; the one of a customer, or all.',
  })
  @Permit('READ_INVOICES')
  testClocks(
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('customer', () => String, { nullable: true }) customer?: string | null,
  ): Promise<TestClockConnection> {
    const of = customer?.replaceAll('\0', '') ?? null;
    return pageByTime({ first, after }, (page) => this.#clocks.list(of, page), toTestClock);
  }

  @Mutation(() => CreateTestClockPayload, {
    description: 'Puts customers that have never had an invoice on a time of their own.',
  })
  @Permit('MANAGE_INVOICES')
  async createTestClock(
    @Arg('input', () => TestClockInput) input: TestClockInput,
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Ctx() context: GraphqlContext,
  ): Promise<CreateTestClockPayload> {
    const made = await this.#clocks.create(input, { by: callerName(context), idempotencyKey });
    return made.ok
      ? { testClock: toTestClock(made.value), userErrors: [] }
      : { testClock: null, userErrors: made.error };
  }

  @Mutation(() => AdvanceTestClockPayload, {
    description:
      'Lets time pass for its customers, two years at most, and drafts what has ended by then. To the same time again it makes nothing twice.',
  })
  @Permit('MANAGE_INVOICES')
  async advanceTestClock(
    @Arg('id', () => ID) id: string,
    @Arg('to', () => DateTime) to: Date,
    @Ctx() context: GraphqlContext,
  ): Promise<AdvanceTestClockPayload> {
    const key = decodeUuid(TEST_CLOCK_ID, id) ?? NO_ID;
    const done = await this.#clocks.advance(key, { to, by: callerName(context) });
    if (!done.ok) return { testClock: null, run: null, made: 0, userErrors: done.error };
    const { clock, run, invoices } = done.value;
    return { testClock: toTestClock(clock), ...toMade(run, invoices), userErrors: [] };
  }

  @Mutation(() => RecordTestUsagePayload, {
    description:
      'Puts 1 to 1,000 calls of one of its customers into the record, as if they had been made. They stay there.',
  })
  @Permit('MANAGE_INVOICES')
  async recordTestUsage(
    @Arg('id', () => ID) id: string,
    @Arg('customer', () => String) customer: string,
    @Arg('usage', () => [TestUsageInput]) usage: TestUsageInput[],
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
  ): Promise<RecordTestUsagePayload> {
    const key = decodeUuid(TEST_CLOCK_ID, id) ?? NO_ID;
    const done = await this.#clocks.recordUsage(key, { customer, usage }, idempotencyKey);
    return done.ok
      ? { recorded: done.value, userErrors: [] }
      : { recorded: 0, userErrors: done.error };
  }

  @Mutation(() => RemoveTestClockPayload, {
    description: 'Its customers are back in real time; invoices made on it stay.',
  })
  @Permit('MANAGE_INVOICES')
  async removeTestClock(@Arg('id', () => ID) id: string): Promise<RemoveTestClockPayload> {
    const done = await this.#clocks.remove(decodeUuid(TEST_CLOCK_ID, id) ?? NO_ID);
    return { removed: done.ok, userErrors: done.ok ? [] : done.error };
  }
}

import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import {
  connectionType,
  DateTime,
  Decimal,
  Node,
  Permit,
  SafeInt,
  UserError,
} from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import type { TestClockRow } from '../index.ts';
import { InvoiceRun } from './run-types.ts';

export const TEST_CLOCK_ID = 'TestClock';

@ObjectType({
  implements: Node,
  description: 'A time of their own for customers that are tried out.',
})
@Permit('READ_INVOICES')
export class TestClock implements Node {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => DateTime, { description: 'What time it is for its customers.' })
  now!: Date;

  @Field(() => [String], { description: 'At most 100.' })
  customers!: readonly string[];

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => String)
  createdBy!: string;
}

export const TestClockConnection = connectionType(TestClock, {
  name: 'TestClock',
  permission: 'READ_INVOICES',
});
export type TestClockConnection = InstanceType<typeof TestClockConnection>;

@InputType()
export class TestClockInput {
  @Field(() => String)
  name!: string;

  @Field(() => DateTime, { description: 'What time it is to begin with.' })
  now!: Date;

  @Field(() => [String], { description: 'External ids of 1 to 100 customers.' })
  customers!: string[];
}

@ObjectType()
@Permit('READ_INVOICES')
export class CreateTestClockPayload {
  @Field(() => TestClock, { nullable: true })
  testClock!: TestClock | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('READ_INVOICES')
export class AdvanceTestClockPayload {
  @Field(() => TestClock, { nullable: true })
  testClock!: TestClock | null;

  @Field(() => InvoiceRun, { nullable: true, description: 'Null: there was nothing to draft.' })
  run!: InvoiceRun | null;

  @Field(() => SafeInt, { description: 'How many drafts were made.' })
  made!: number;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@InputType()
export class TestUsageInput {
  @Field(() => String)
  model!: string;

  @Field(() => DateTime, { description: 'A time that has come on the clock.' })
  occurredAt!: Date;

  @Field(() => Int)
  inputTokens!: number;

  @Field(() => Int, { defaultValue: 0, description: 'Of inputTokens.' })
  cachedInputTokens!: number;

  @Field(() => Int)
  outputTokens!: number;

  @Field(() => Decimal, { description: 'What the provider would take, in US dollars.' })
  cost!: string;
}

@ObjectType()
@Permit('READ_INVOICES')
export class RecordTestUsagePayload {
  @Field(() => Int, { description: 'Calls that are in the record now.' })
  recorded!: number;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('READ_INVOICES')
export class RemoveTestClockPayload {
  @Field(() => Boolean)
  removed!: boolean;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

export function toTestClock(row: TestClockRow): TestClock {
  return { ...row, id: encodeId(TEST_CLOCK_ID, row.id) };
}

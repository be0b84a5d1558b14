import { Field, Int, ObjectType } from 'type-graphql';
import {
  connectionType,
  DateTime,
  Decimal,
  Permit,
  SafeInt,
} from '../../platform/graphql/index.ts';
import { type BilledCallRow, type LineOfInvoice, shownCall } from '../index.ts';

@ObjectType({ description: 'One row of the record of spend, as a line of an invoice bills it.' })
@Permit('READ_INVOICES')
export class BilledCall {
  @Field(() => String, { description: 'Finds it among spendEvents.' })
  callId!: string;

  @Field(() => Int)
  attempt!: number;

  @Field(() => Int, { description: '0, or which later correction of the call this is.' })
  adjustment!: number;

  @Field(() => DateTime)
  occurredAt!: Date;

  @Field(() => String)
  model!: string;

  @Field(() => SafeInt, { description: 'More than 1 in history that was imported.' })
  calls!: number;

  @Field(() => SafeInt)
  inputTokens!: number;

  @Field(() => SafeInt)
  cachedInputTokens!: number;

  @Field(() => SafeInt)
  cacheWriteTokens!: number;

  @Field(() => SafeInt)
  outputTokens!: number;

  @Field(() => Decimal, { nullable: true, description: 'What the provider takes, in US dollars.' })
  @Permit('READ_INTERNALS')
  cost!: string | null;

  @Field(() => Decimal, {
    nullable: true,
    description:
      'What it adds to what the line counts: over all calls of a line of one model that is not late, its quantity. Null where only the line as a whole has an amount.',
  })
  quantity!: string | null;
}

export const BilledCallConnection = connectionType(BilledCall, {
  name: 'BilledCall',
  permission: 'READ_INVOICES',
});
export type BilledCallConnection = InstanceType<typeof BilledCallConnection>;

export function toBilledCall(
  call: BilledCallRow,
  { line }: LineOfInvoice,
  show: { internals: boolean },
): BilledCall {
  return { ...call, quantity: shownCall(call, line, show) };
}

import { Field, ID, ObjectType } from 'type-graphql';
import { DateTime, Permit, SafeInt, UserError } from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import type { InvoiceRun as RunFacts } from '../index.ts';

export const RUN_ID = 'InvoiceRun';

@ObjectType({
  description: 'What made invoices together. What they come to is said as they are now.',
})
@Permit('READ_INVOICES')
export class InvoiceRun {
  @Field(() => ID)
  id!: string;

  @Field(() => DateTime)
  startedAt!: Date;

  @Field(() => String)
  startedBy!: string;

  @Field(() => Boolean, { description: 'By itself, as the schedule says.' })
  isScheduled!: boolean;
}

@ObjectType()
@Permit('MANAGE_INVOICES')
export class GenerateInvoicesPayload {
  @Field(() => InvoiceRun, { nullable: true, description: 'Null: there was nothing to draft.' })
  run!: InvoiceRun | null;

  @Field(() => SafeInt, { description: 'How many drafts were made.' })
  made!: number;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

export function toRun(facts: RunFacts): InvoiceRun {
  return { ...facts, id: encodeId(RUN_ID, facts.id) };
}

/** Of a run that made nothing nothing is kept. */
export function toMade(
  run: RunFacts,
  ids: readonly string[],
): { run: InvoiceRun | null; made: number } {
  return { run: ids.length > 0 ? toRun(run) : null, made: ids.length };
}

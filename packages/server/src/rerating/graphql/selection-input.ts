import { Field, InputType, registerEnumType } from 'type-graphql';
import { err, ok, type Result } from '../../kernel/index.ts';
import { DateTime } from '../../platform/graphql/index.ts';
import { RangeInput } from '../../reporting/graphql/index.ts';
import type { Selection } from '../index.ts';

const SpendSelectionOnly = {
  ALL: 'ALL',
  UNPRICED: 'UNPRICED',
  PRICED: 'PRICED',
} as const satisfies Record<Selection['only'], Selection['only']>;

registerEnumType(SpendSelectionOnly, { name: 'SpendSelectionOnly' });

/** What reporting makes of a range. */
export type ResolveRange = (range: RangeInput) => Result<{ startsAt: Date; endsAt: Date }, string>;

@InputType({
  description:
    'Past calls: those of whole days (range), or from an instant (inside) until another (not inside). Empty lists mean all.',
})
export class SpendSelectionInput {
  @Field(() => RangeInput, { nullable: true })
  range?: RangeInput | null;

  @Field(() => DateTime, { nullable: true })
  startsAt?: Date | null;

  @Field(() => DateTime, { nullable: true })
  endsAt?: Date | null;

  @Field(() => [String], { defaultValue: [], description: 'Names that callers used.' })
  models!: string[];

  @Field(() => [String], { defaultValue: [], description: 'External ids of customers.' })
  customers!: string[];

  @Field(() => SpendSelectionOnly, { defaultValue: SpendSelectionOnly.ALL })
  only!: Selection['only'];
}

const MOST_NAMES = 500;

export function readSelection(
  input: SpendSelectionInput,
  resolveRange: ResolveRange,
): Result<Selection, string> {
  const span = readSpan(input, resolveRange);
  if (!span.ok) return span;
  const { models, customers, only } = input;
  if (models.length > MOST_NAMES || customers.length > MOST_NAMES) {
    return err(`A selection names at most ${MOST_NAMES} models or customers`);
  }
  if ([...models, ...customers].some((name) => name.includes('\0'))) {
    return err('A name holds a character that no name holds');
  }
  const { startsAt, endsAt } = span.value;
  return ok({ startsAt, endsAt, models: distinct(models), customers: distinct(customers), only });
}

function readSpan(
  { range, startsAt, endsAt }: SpendSelectionInput,
  resolveRange: ResolveRange,
): Result<{ startsAt: Date; endsAt: Date }, string> {
  if (range != null && startsAt == null && endsAt == null) return resolveRange(range);
  if (range != null || startsAt == null || endsAt == null) {
    return err('Give a range, or both startsAt and endsAt');
  }
  return startsAt < endsAt ? ok({ startsAt, endsAt }) : err('startsAt must be before endsAt');
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

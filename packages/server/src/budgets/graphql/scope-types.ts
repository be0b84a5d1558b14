import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Permit } from '../../platform/graphql/index.ts';
import { decodeUuid } from '../../platform/opaque/index.ts';
import { type Dimension, type Scope, scopeKey } from '../index.ts';

@ObjectType({ description: 'Whose spend counts: calls that have all of these values.' })
@Permit('READ_BUDGETS')
export class BudgetScope {
  @Field(() => String, {
    description: 'The scope as text, such as "customer=acme&model=gpt-4o"; "global" is every call.',
  })
  key!: string;

  @Field(() => String, { nullable: true, description: "The caller's own id of the customer." })
  customer!: string | null;

  @Field(() => String, { nullable: true })
  tag!: string | null;

  @Field(() => String, { nullable: true, description: 'The name that callers ask for.' })
  model!: string | null;

  @Field(() => String, { nullable: true })
  provider!: string | null;

  /** What the field resolvers look up. */
  scope!: Scope;
}

export function toScope(scope: Scope): BudgetScope {
  return {
    scope,
    key: scopeKey(scope),
    customer: scope.customer ?? null,
    tag: scope.tag ?? null,
    model: scope.model ?? null,
    provider: scope.provider ?? null,
  };
}

@InputType({ description: 'A conjunction: all that are given must match. None given: every call.' })
export class BudgetScopeInput {
  @Field(() => String, { nullable: true, description: "The caller's own id of the customer." })
  customer?: string | null;

  @Field(() => ID, { nullable: true })
  apiKey?: string | null;

  @Field(() => ID, { nullable: true })
  team?: string | null;

  @Field(() => ID, { nullable: true })
  user?: string | null;

  @Field(() => String, { nullable: true })
  tag?: string | null;

  @Field(() => String, { nullable: true })
  model?: string | null;

  @Field(() => String, { nullable: true })
  provider?: string | null;
}

/** An id that is none becomes one that nobody has, and is refused as such. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

export function readScope(input: BudgetScopeInput): Scope {
  const id = (type: string, text: string | null | undefined) =>
    text == null ? undefined : (decodeUuid(type, text) ?? NOBODY);
  const given: Record<Dimension, string | null | undefined> = {
    teamId: id('Team', input.team),
    userId: id('User', input.user),
    apiKeyId: id('ApiKey', input.apiKey),
    customer: input.customer,
    tag: input.tag,
    model: input.model,
    provider: input.provider,
  };
  const present = Object.entries(given).filter(
    (entry): entry is [string, string] => entry[1] != null,
  );
  return Object.fromEntries(present);
}

import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { Customer } from '../../customers/graphql/index.ts';
import { ApiKey, Team, User } from '../../identity/graphql/index.ts';
import {
  CappedCount,
  type GraphqlContext,
  PageInfo,
  Permit,
} from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import {
  type Grouping,
  type Latency as LatencyFacts,
  rowLabel,
  rowLabels,
  type UsageGroup,
  type UsageRow as UsageRowFacts,
} from '../index.ts';
import type { Children } from './children.ts';
import { Latency, Totals, toTotals } from './totals-type.ts';

@ObjectType()
@Permit('READ_SPEND')
export class UsageRow {
  @Field(() => [String], {
    nullable: 'items',
    description:
      'One value for each entry of groupBy; null where events have none (no customer, no tag).',
  })
  key!: readonly (string | null)[];

  @Field(() => String)
  label!: string;

  @Field(() => [String], { description: 'One for each entry of groupBy.' })
  labels!: readonly string[];

  @Field(() => Totals)
  totals!: Totals;

  @Field(() => Totals, {
    nullable: true,
    description: 'Of the range it is compared with; null when with none.',
  })
  previous!: Totals | null;

  @Field(() => Latency, {
    nullable: true,
    description: 'Null where no call was answered, and in a live state.',
  })
  latency!: Latency | null;

  customerExternalId!: string | null;
  apiKeyId!: string | null;
  teamId!: string | null;
  userId!: string | null;
}

@ObjectType({ description: 'Sums of several rows.' })
@Permit('READ_SPEND')
export class OtherRows {
  @Field(() => CappedCount)
  count!: CappedCount;

  @Field(() => Totals)
  totals!: Totals;

  @Field(() => Totals, { nullable: true })
  previous!: Totals | null;
}

@ObjectType()
@Permit('READ_SPEND')
export class UsageRowConnection {
  @Field(() => [UsageRow])
  nodes!: UsageRow[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => CappedCount)
  totalCount!: CappedCount;

  @Field(() => OtherRows, {
    nullable: true,
    description:
      'All rows that are not on this page, together: with the page they make the sum of all rows.',
  })
  others!: OtherRows | null;
}

@Resolver(() => UsageRow)
export class UsageRowResolver {
  readonly #children: Children;

  constructor(children: Children) {
    this.#children = children;
  }

  @FieldResolver(() => Customer, { nullable: true })
  @Permit('READ_SPEND', { own: true })
  customer(@Root() row: UsageRow, @Ctx() context: GraphqlContext): Promise<Customer | null> {
    return this.#children.customer(context, row.customerExternalId);
  }

  @FieldResolver(() => ApiKey, { nullable: true })
  @Permit('READ_INTERNALS', { own: true })
  apiKey(@Root() row: UsageRow, @Ctx() context: GraphqlContext): Promise<ApiKey | null> {
    return this.#children.apiKey(context, row.apiKeyId);
  }

  @FieldResolver(() => Team, { nullable: true })
  @Permit('READ_INTERNALS', { own: true })
  team(@Root() row: UsageRow, @Ctx() context: GraphqlContext): Promise<Team | null> {
    return this.#children.team(context, row.teamId);
  }

  @FieldResolver(() => User, { nullable: true })
  @Permit('READ_INTERNALS', { own: true })
  user(@Root() row: UsageRow, @Ctx() context: GraphqlContext): Promise<User | null> {
    return this.#children.user(context, row.userId);
  }
}

export function toUsageRow(
  groupBy: readonly Grouping[],
  row: UsageRowFacts,
  latency: LatencyFacts | null = null,
): UsageRow {
  const keyOf = (group: UsageGroup) => row.key[groupBy.findIndex(({ by }) => by === group)] ?? null;
  return {
    key: row.key.map((key, i) => publicKey(groupBy[i] ?? null, key)),
    label: rowLabel(groupBy, row),
    labels: rowLabels(groupBy, row),
    totals: toTotals(row.totals),
    previous: row.previous && toTotals(row.previous),
    latency,
    customerExternalId: keyOf('CUSTOMER'),
    apiKeyId: keyOf('API_KEY'),
    teamId: keyOf('TEAM'),
    userId: keyOf('USER'),
  };
}

const ID_TYPES: Partial<Record<UsageGroup, string>> = {
  API_KEY: 'ApiKey',
  TEAM: 'Team',
  TIER: 'Tier',
  USER: 'User',
};

/** Ids are opaque here as everywhere else; a key can go straight into a filter. */
export function publicKey(group: Grouping | null, key: string | null): string | null {
  if (group === null || key === null) return key;
  if (group.by === 'STATUS') return key.toUpperCase();
  const type = ID_TYPES[group.by];
  return type === undefined ? key : encodeId(type, key);
}

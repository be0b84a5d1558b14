import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import {
  badUserInput,
  connectionOf,
  type GraphqlContext,
  Permit,
  pageSize,
} from '../../platform/graphql/index.ts';
import { decodeCursor, decodeUuid, encodeCursor } from '../../platform/opaque/index.ts';
import type {
  TierBudgetInput as TierBudgetFacts,
  TierInput,
  TierRecord,
  TierService,
} from '../index.ts';
import type { TierBudgetInput } from './budget-inputs.ts';
import { callerName } from './caller.ts';
import type { Children } from './children.ts';
import {
  CreateTierInput,
  DeleteTierPayload,
  TIER_ID,
  Tier,
  TierBudget,
  TierConnection,
  TierCustomerConnection,
  TierPayload,
  toTier,
  toTierBudget,
  UpdateTierInput,
} from './tier-types.ts';

@Resolver(() => Tier)
export class TierResolver {
  readonly #tiers: TierService;
  readonly #children: Children;

  constructor(deps: { tiers: TierService; children: Children }) {
    this.#tiers = deps.tiers;
    this.#children = deps.children;
  }

  @Query(() => TierConnection, { description: 'In order of name.' })
  @Permit('READ_BUDGETS')
  async tiers(
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('search', () => String, { nullable: true }) search?: string | null,
  ): Promise<TierConnection> {
    const limit = pageSize(first);
    const found = await this.#tiers.list({
      limit: limit + 1,
      afterName: after == null ? null : readText(after),
      search: search?.replaceAll('\0', '').trim() ?? '',
    });
    const items = found
      .slice(0, limit)
      .map((tier) => ({ node: toTier(tier), cursor: encodeCursor([tier.name]) }));
    return connectionOf({ items, hasNextPage: found.length > limit });
  }

  @Query(() => Tier, { nullable: true })
  @Permit('READ_BUDGETS')
  async tier(@Arg('id', () => ID) id: string): Promise<Tier | null> {
    const [tier] = await this.#tiers.byIds(idsIn(id));
    return tier ? toTier(tier) : null;
  }

  @FieldResolver(() => [TierBudget])
  @Permit('READ_BUDGETS', { own: true })
  async budgets(@Root() { record }: Tier, @Ctx() context: GraphqlContext): Promise<TierBudget[]> {
    return (await this.#children.budgetsOfTier(context, record.id)).map(toTierBudget);
  }

  @FieldResolver(() => TierCustomerConnection, {
    description: 'Those that were put on it; the default tier holds for everybody else besides.',
  })
  @Permit('READ_BUDGETS')
  async customers(
    @Root() { record }: Tier,
    @Ctx() context: GraphqlContext,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<TierCustomerConnection> {
    const limit = pageSize(first);
    const afterId = after == null ? null : readText(after);
    const rows = await this.#children.customersOfTier(context, {
      tierId: record.id,
      limit: limit + 1,
      after: afterId,
    });
    const nodes = rows.slice(0, limit).map((row) => ({
      externalId: row.customer_external_id,
      assignedAt: row.assigned_at,
      assignedBy: row.assigned_by,
    }));
    const last = nodes.at(-1)?.externalId;
    return {
      nodes,
      pageInfo: {
        endCursor: last === undefined ? null : encodeCursor([last]),
        hasNextPage: rows.length > limit,
      },
      totalCount: await this.#children.customerCount(context, record.id),
    };
  }

  @Mutation(() => TierPayload)
  @Permit('MANAGE_BUDGETS')
  async createTier(
    @Arg('input', () => CreateTierInput) input: CreateTierInput,
    @Ctx() context: GraphqlContext,
  ): Promise<TierPayload> {
    const created = await this.#tiers.create(
      { ...readTier(input), name: input.name },
      callerName(context),
    );
    return payloadOf(created);
  }

  @Mutation(() => TierPayload, { description: 'Changes a tier for everybody on it at once.' })
  @Permit('MANAGE_BUDGETS')
  async updateTier(
    @Arg('id', () => ID) id: string,
    @Arg('expectedRevision', () => Int) expectedRevision: number,
    @Arg('input', () => UpdateTierInput) input: UpdateTierInput,
    @Ctx() context: GraphqlContext,
  ): Promise<TierPayload> {
    const updated = await this.#tiers.update(
      decodeUuid(TIER_ID, id) ?? NOBODY,
      expectedRevision,
      { ...readTier(input), name: input.name ?? undefined },
      callerName(context),
    );
    return payloadOf(updated);
  }

  @Mutation(() => DeleteTierPayload, {
    description:
      'A tier with customers on it goes only when it is said to which one they are moved.',
  })
  @Permit('MANAGE_BUDGETS')
  async deleteTier(
    @Arg('id', () => ID) id: string,
    @Arg('expectedRevision', () => Int) expectedRevision: number,
    @Ctx() context: GraphqlContext,
    @Arg('moveCustomersTo', () => ID, { nullable: true }) moveTo?: string | null,
  ): Promise<DeleteTierPayload> {
    const deleted = await this.#tiers.delete(decodeUuid(TIER_ID, id) ?? NOBODY, {
      expectedRevision,
      moveTo: moveTo == null ? null : (decodeUuid(TIER_ID, moveTo) ?? NOBODY),
      by: callerName(context),
    });
    if (!deleted.ok) return { deletedId: null, userErrors: deleted.error };
    return { deletedId: id, userErrors: [] };
  }

  @Mutation(() => TierPayload, {
    description:
      'Puts 1 to 1,000 customers on a tier, also those that have not called yet; all or none. Without a tier they are on the default one.',
  })
  @Permit('MANAGE_BUDGETS')
  async assignTier(
    @Arg('customers', () => [String]) customers: string[],
    @Ctx() context: GraphqlContext,
    @Arg('tier', () => ID, { nullable: true }) tier?: string | null,
  ): Promise<TierPayload> {
    const tierId = tier == null ? null : (decodeUuid(TIER_ID, tier) ?? NOBODY);
    const assigned = await this.#tiers.assign(tierId, customers, callerName(context));
    if (!assigned.ok) return { tier: null, userErrors: assigned.error };
    return { tier: assigned.value && toTier(assigned.value), userErrors: [] };
  }
}

/** An id that nobody has: what is no id of a tier is refused as an unknown one. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

function payloadOf(result: Awaited<ReturnType<TierService['create']>>): TierPayload {
  if (!result.ok) return { tier: null, userErrors: result.error };
  return { tier: toTier(result.value satisfies TierRecord), userErrors: [] };
}

function readTier(input: CreateTierInput | UpdateTierInput): TierInput {
  const { budgets, requestsPerMinute, tokensPerMinute, maxParallel, models, isDefault } = input;
  return {
    budgets: budgets?.map(readTierBudget),
    limits: {
      ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
      ...(tokensPerMinute === undefined ? {} : { tokensPerMinute }),
      ...(maxParallel === undefined ? {} : { maxParallel }),
    },
    models,
    isDefault: isDefault ?? undefined,
  };
}

export function readTierBudget(input: TierBudgetInput): TierBudgetFacts {
  const { model, provider, tag, ...terms } = input;
  const within = Object.entries({ model, provider, tag }).filter(([, value]) => value != null);
  return { ...terms, within: Object.fromEntries(within) };
}

function idsIn(id: string): string[] {
  const uuid = decodeUuid(TIER_ID, id);
  return uuid === null ? [] : [uuid];
}

function readText(cursor: string): string {
  const [text] = decodeCursor(cursor, 1) ?? [];
  if (typeof text !== 'string' || text.includes('\0')) {
    throw badUserInput('after is not a cursor of this list');
  }
  return text;
}

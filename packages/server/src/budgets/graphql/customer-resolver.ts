import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Customer } from '../../customers/graphql/index.ts';
import { isWithin } from '../../platform/access/index.ts';
import { type GraphqlContext, Permit, reach } from '../../platform/graphql/index.ts';
import type { Block as BlockFacts, BlockService, BudgetService, StoredRules } from '../index.ts';
import { Block, toBlock } from './block-types.ts';
import { Budget, toBudget } from './budget-types.ts';
import type { Children } from './children.ts';
import { Tier, toTier } from './tier-types.ts';

const MOST_BUDGETS = 100;

/** What holds for a customer: in the list of customers one statement for all of them. */
@Resolver(() => Customer)
export class CustomerRulesResolver {
  readonly #rules: StoredRules;
  readonly #budgets: BudgetService;
  readonly #children: Children;
  readonly #blocksOf: (externalIds: readonly string[]) => Promise<(Block | null)[]>;
  readonly #ownBudgets: (externalIds: readonly string[]) => Promise<Budget[][]>;

  constructor(deps: {
    rules: StoredRules;
    budgets: BudgetService;
    blocks: BlockService;
    children: Children;
  }) {
    this.#rules = deps.rules;
    this.#budgets = deps.budgets;
    this.#children = deps.children;
    this.#blocksOf = async (externalIds) => {
      const subjects = externalIds.map((id): BlockFacts => ({ kind: 'customer', id }));
      return (await deps.blocks.of(subjects)).map((block) => block && toBlock(block));
    };
    this.#ownBudgets = async (externalIds) =>
      (await this.#budgets.ofCustomers(externalIds, MOST_BUDGETS)).map((records) =>
        records.map((record) => toBudget(record, null)),
      );
  }

  @FieldResolver(() => Tier, {
    nullable: true,
    description:
      'The one it was put on, or the default one; a customer with a budget of its own has no default.',
  })
  @Permit('READ_BUDGETS', { own: true })
  async tier(
    @Root() { externalId }: Customer,
    @Ctx() context: GraphqlContext,
  ): Promise<Tier | null> {
    if (!isOwn(context, externalId)) return null;
    const tier = await this.#children.tier(context, this.#rules.tierOf(externalId)?.id ?? null);
    return tier && toTier(tier);
  }

  @FieldResolver(() => [Budget], {
    description:
      'Those of its tier, then its own, also of a single model or tag of it; at most 100, the rest is in budgets(scope).',
  })
  @Permit('READ_BUDGETS', { own: true })
  async budgets(
    @Root() { externalId }: Customer,
    @Ctx() context: GraphqlContext,
  ): Promise<Budget[]> {
    if (!isOwn(context, externalId)) return [];
    const tier = this.#rules.tierOf(externalId);
    const ofTier = tier === null ? [] : await this.#children.budgetsOfTier(context, tier.id);
    const own = await context.loaders.load(this.#ownBudgets, externalId);
    return [...ofTier.map((record) => toBudget(record, externalId)), ...own].slice(0, MOST_BUDGETS);
  }

  @FieldResolver(() => Block, { nullable: true, description: 'Null: it is not blocked.' })
  @Permit('READ_BUDGETS', { own: true })
  async block(
    @Root() { externalId }: Customer,
    @Ctx() context: GraphqlContext,
  ): Promise<Block | null> {
    if (!isOwn(context, externalId)) return null;
    return context.loaders.load(this.#blocksOf, externalId);
  }
}

/** Spend of a team may show customers whose rules are none of the team's business. */
function isOwn(context: GraphqlContext, customer: string): boolean {
  return isWithin(reach(context, 'READ_BUDGETS'), { customer });
}

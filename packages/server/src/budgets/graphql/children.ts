import type { ApiKey, Team, User } from '../../identity/graphql/index.ts';
import type { GraphqlContext } from '../../platform/graphql/index.ts';
import type {
  BudgetRecord,
  BudgetStates,
  Budgets,
  BudgetTarget,
  CustomerTierRow,
  TierCustomersQuery,
  TierRecord,
} from '../index.ts';

type Batch<T> = (ids: readonly string[]) => Promise<readonly (T | null)[]>;

/** What is known elsewhere of the things that scopes name. */
export interface NamedThings {
  readonly apiKeys: Batch<ApiKey>;
  readonly teams: Batch<Team>;
  readonly users: Batch<User>;
}

/** Finds what budgets, tiers and customers have below them: one statement for all of an operation. */
export interface Children {
  apiKey(context: GraphqlContext, id: string | undefined): Promise<ApiKey | null>;
  team(context: GraphqlContext, id: string | undefined): Promise<Team | null>;
  user(context: GraphqlContext, id: string | undefined): Promise<User | null>;
  tier(context: GraphqlContext, id: string | null): Promise<TierRecord | null>;
  budgetsOfTier(context: GraphqlContext, tierId: string): Promise<BudgetRecord[]>;
  customersOfTier(context: GraphqlContext, query: TierCustomersQuery): Promise<CustomerTierRow[]>;
  customerCount(
    context: GraphqlContext,
    tierId: string,
  ): Promise<{ value: number; capped: boolean }>;
  state(
    context: GraphqlContext,
    target: BudgetTarget,
  ): Promise<Awaited<ReturnType<BudgetStates>>[number]>;
}

export function createChildren(deps: {
  budgets: Budgets;
  states: BudgetStates;
  named: NamedThings;
}): Children {
  const { tiers } = deps.budgets;
  const { apiKeys, teams, users } = deps.named;
  const tiersById = (ids: readonly string[]) => tiers.byIds(ids);
  const budgetsOf = (ids: readonly string[]) => tiers.budgetsOf(ids);
  const countsOf = (ids: readonly string[]) => tiers.customerCounts(ids);
  const customersOf = (queries: readonly TierCustomersQuery[]) => tiers.customers(queries);
  const find = async <T>({ loaders }: GraphqlContext, batch: Batch<T>, id: string | undefined) =>
    id === undefined ? null : loaders.load(batch, id);
  return {
    apiKey: (context, id) => find(context, apiKeys, id),
    team: (context, id) => find(context, teams, id),
    user: (context, id) => find(context, users, id),
    tier: (context, id) => find(context, tiersById, id ?? undefined),
    budgetsOfTier: ({ loaders }, tierId) => loaders.load(budgetsOf, tierId),
    customersOfTier: ({ loaders }, query) => loaders.load(customersOf, query, JSON.stringify),
    customerCount: ({ loaders }, tierId) => loaders.load(countsOf, tierId),
    state: ({ loaders }, target) =>
      loaders.load(
        deps.states,
        target,
        ({ budgetId, customer }) => `${budgetId} ${customer ?? ''}`,
      ),
  };
}

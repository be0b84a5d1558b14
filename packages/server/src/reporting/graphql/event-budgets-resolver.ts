import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Budget, toBudget } from '../../budgets/graphql/index.ts';
import { type BudgetRecord, type Budgets, budgetsOfCall } from '../../budgets/index.ts';
import { isWithin } from '../../platform/access/index.ts';
import { type GraphqlContext, Permit, reach } from '../../platform/graphql/index.ts';
import { SpendEvent } from './spend-event-types.ts';

const MOST_BUDGETS = 100;
/** All budgets are looked through: for one event, not for a page of them. */
const COST = 100;

@Resolver(() => SpendEvent)
export class EventBudgetsResolver {
  readonly #budgets: Pick<Budgets, 'budgets' | 'rules'>;
  readonly #byIds = (ids: readonly string[]): Promise<(BudgetRecord | null)[]> =>
    this.#budgets.budgets.byIds(ids);

  constructor(budgets: Pick<Budgets, 'budgets' | 'rules'>) {
    this.#budgets = budgets;
  }

  @FieldResolver(() => [Budget], {
    complexity: ({ childComplexity }) => COST + childComplexity,
    description:
      'What the call counts against, as the rules are now: budgets of its customer’s tier, then the others; at most 100.',
  })
  @Permit('READ_BUDGETS', { own: true })
  async budgets(@Root() event: SpendEvent, @Ctx() context: GraphqlContext): Promise<Budget[]> {
    const targets = budgetsOfCall(this.#budgets.rules, {
      id: event.callId,
      teamId: event.teamId,
      userId: event.userId,
      apiKeyId: event.apiKeyId,
      customer: event.customerExternalId,
      tags: event.tags,
      model: event.model,
      providers: [event.provider],
    });
    const records = await Promise.all(
      targets
        .slice(0, MOST_BUDGETS)
        .map(({ budgetId }) => context.loaders.load(this.#byIds, budgetId)),
    );
    const readable = reach(context, 'READ_BUDGETS');
    return records
      .flatMap((record, i) =>
        record === null ? [] : [toBudget(record, targets[i]?.customer ?? null)],
      )
      .filter((budget) => isWithin(readable, budget.scope.scope));
  }
}

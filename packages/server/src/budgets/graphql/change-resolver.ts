import { Arg, Ctx, ID, Resolver, Root, Subscription } from 'type-graphql';
import { badUserInput, type GraphqlContext, Permit } from '../../platform/graphql/index.ts';
import type { BudgetTarget, BudgetWatch, WatchedBudgets } from '../index.ts';
import { readTarget } from './budget-id.ts';
import { BudgetChange, toBudget } from './budget-types.ts';
import { isReadable } from './readable.ts';

const MOST_WATCHED = 100;

@Resolver()
export class BudgetChangeResolver {
  readonly #watch: BudgetWatch;

  constructor(watch: BudgetWatch) {
    this.#watch = watch;
  }

  open(ids: readonly string[]): AsyncIterable<WatchedBudgets> {
    const targets = ids.map(readTarget).filter((target): target is BudgetTarget => target !== null);
    if (targets.length < ids.length) throw badUserInput('ids holds what is no id of a budget');
    if (targets.length === 0 || targets.length > MOST_WATCHED) {
      throw badUserInput(`Name 1 to ${MOST_WATCHED} budgets`);
    }
    return this.#watch.subscribe(targets);
  }

  @Subscription(() => BudgetChange, {
    description:
      'The named budgets as they stand, at once and after each change of one of them, at most twice a second.',
    subscribe: ({ args, context }) =>
      (context as GraphqlContext).resolver(BudgetChangeResolver).open(args['ids']),
  })
  @Permit('READ_BUDGETS', { own: true })
  budgetChanged(
    @Root() { sequence, asOf, budgets }: WatchedBudgets,
    @Ctx() context: GraphqlContext,
    @Arg('ids', () => [ID], { description: '1 to 100.' }) _ids: string[],
  ): BudgetChange {
    const shown = budgets.map(({ record, customer }) => toBudget(record, customer));
    return { sequence, asOf, budgets: shown.filter((budget) => isReadable(context, budget)) };
  }
}

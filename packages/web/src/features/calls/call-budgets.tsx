import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Budget_Budget, readBudget } from '../budgets/budget-fragment.ts';
import { BudgetUse } from '../budgets/budget-use.tsx';
import { periodWords } from '../budgets/budget-words.ts';
import { ScopeLabel } from '../budgets/scope-label.tsx';

export const CallBudgets_Event = graphql(
  `
    fragment CallBudgets_Event on SpendEvent @_unmask {
      budgets @include(if: $withBudgets) {
        id
        ...Budget_Budget
      }
    }
  `,
  [Budget_Budget],
);

/** The budgets that a call like this is checked against, and how much of each is used now. */
export function CallBudgets({ event }: { event: ResultOf<typeof CallBudgets_Event> }) {
  if (event.budgets === undefined) return null;
  return (
    <section aria-label="Budgets" className="border-t border-line px-4 py-3 text-[13px]">
      <h3 className="mb-1 font-semibold">Budgets it counts against, as they are now</h3>
      {event.budgets.length === 0 && <p className="text-ink-faint">None.</p>}
      <ul className="flex flex-col gap-2">
        {event.budgets.map((ref) => {
          const budget = readBudget(ref);
          return (
            <li key={ref.id} className="grid grid-cols-2 items-center gap-4">
              <span className="min-w-0">
                <ScopeLabel scope={budget.scope} />
                <span className="block text-xs text-ink-faint">
                  {periodWords(budget.window.period)}, {budget.kind === 'HARD' ? 'hard' : 'soft'}
                </span>
              </span>
              <BudgetUse budget={budget} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

import { Panel } from '../../ui/panel.tsx';
import { type BudgetRef, readBudget } from '../budgets/budget-fragment.ts';
import { BudgetStatusBadge } from '../budgets/budget-status.tsx';
import { BudgetUse } from '../budgets/budget-use.tsx';
import { periodWords } from '../budgets/budget-words.ts';
import { ResetsAt } from '../budgets/resets-at.tsx';
import { useInstallation } from '../session/session.ts';

/** What may be spent, and how much of it is. */
export function PortalBudgets({ budgets }: { budgets: readonly (BudgetRef & { id: string })[] }) {
  return (
    <Panel title="Budgets">
      {budgets.length === 0 ? (
        <p className="px-4 pb-4 text-[13px] text-ink-faint">No budget is set for these calls.</p>
      ) : (
        <ul className="grid gap-x-8 gap-y-5 px-4 pt-1 pb-4 sm:grid-cols-2 xl:grid-cols-3">
          {budgets.map((budget) => (
            <PortalBudget key={budget.id} budget={budget} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function PortalBudget({ budget: ref }: { budget: BudgetRef }) {
  const budget = readBudget(ref);
  const { reportingTimeZone } = useInstallation();
  const { state, window, scope } = budget;
  const narrowed = [scope.model, scope.provider, scope.tag].filter((value) => value !== null);
  return (
    <li className="flex min-w-0 flex-col gap-1.5">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-[13px]">
        <span className="min-w-0 font-medium break-words">
          {narrowed.length === 0 ? 'All calls' : narrowed.join(', ')}
        </span>
        {state && <BudgetStatusBadge status={state.status} />}
      </span>
      <BudgetUse budget={budget} />
      <span className="text-xs text-ink-faint">
        {periodWords(window.period)},{' '}
        <ResetsAt at={state?.resetsAt ?? null} timeZone={window.timeZone ?? reportingTimeZone} />
      </span>
    </li>
  );
}

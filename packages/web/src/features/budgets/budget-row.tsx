import { Badge } from '../../ui/badge.tsx';
import { RowHeader, Td, Tr } from '../../ui/table.tsx';
import { useInstallation } from '../session/session.ts';
import { BudgetActions } from './budget-actions.tsx';
import { type BudgetRef, readBudget } from './budget-fragment.ts';
import { BudgetStatusBadge } from './budget-status.tsx';
import { BudgetUse } from './budget-use.tsx';
import { periodWords } from './budget-words.ts';
import { ResetsAt } from './resets-at.tsx';
import { ScopeLabel } from './scope-label.tsx';

interface BudgetRowProps {
  budget: BudgetRef;
  /** On the page of one customer, its own name says nothing. */
  withScope?: boolean;
}

export function BudgetRow({ budget: ref, withScope = true }: BudgetRowProps) {
  const budget = readBudget(ref);
  const { reportingTimeZone } = useInstallation();
  const { state, window, kind } = budget;
  const badge = state && <BudgetStatusBadge status={state.status} />;
  const resets = (
    <ResetsAt at={state?.resetsAt ?? null} timeZone={window.timeZone ?? reportingTimeZone} />
  );
  return (
    <Tr data-budget-id={budget.id} className="align-middle">
      <RowHeader className="max-w-72 py-2 max-sm:max-w-32 sm:min-w-32">
        {withScope ? <ScopeLabel scope={budget.scope} /> : <OwnScope budget={budget} />}
      </RowHeader>
      <Td className="py-2">
        <BudgetUse budget={budget} />
        <span className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-ink-faint sm:hidden">
          {badge} {periodWords(window.period)}, {resets}
        </span>
      </Td>
      <Td className="max-sm:hidden">{badge}</Td>
      <Td className="whitespace-nowrap text-ink-soft max-sm:hidden">
        {periodWords(window.period)}
        <span className="block text-xs text-ink-faint">{resets}</span>
      </Td>
      <Td className="whitespace-nowrap max-lg:hidden">
        <Badge>{kind === 'HARD' ? 'Hard' : 'Soft'}</Badge>
        <span className="ml-2 text-xs text-ink-faint tabular-nums">
          {budget.thresholds.map((threshold) => `${threshold}%`).join(' · ')}
        </span>
      </Td>
      <Td>
        <span className="flex justify-end">
          <BudgetActions budget={budget} />
        </span>
      </Td>
    </Tr>
  );
}

/** Where a budget of a customer comes from, and what of the customer's calls it counts. */
function OwnScope({ budget }: { budget: ReturnType<typeof readBudget> }) {
  const { model, provider, tag } = budget.scope;
  const narrowed = [model, provider, tag].filter((value) => value !== null).join(', ');
  return (
    <span className="flex min-w-0 flex-col">
      <span className="truncate font-medium">{budget.tier?.name ?? 'Own budget'}</span>
      <span className="truncate text-xs text-ink-faint">
        {narrowed === '' ? 'All its calls' : narrowed}
      </span>
    </span>
  );
}

import { useEffect } from 'react';
import { useSubscription } from 'urql';
import type { ResultOf } from '../../lib/graphql.ts';
import { problemOf } from '../../lib/problem.ts';
import { keepNewest, type Received } from '../live/keep-newest.ts';
import { useLive } from '../live/live-context.tsx';
import type { BudgetRef } from './budget-fragment.ts';
import { BudgetChanged_Subscription } from './budget-queries.ts';

type Change = ResultOf<typeof BudgetChanged_Subscription>['budgetChanged'];
type WithId = BudgetRef & { id: string };

const RETRY_MS = 5_000;
/** The server watches this many at once. */
const MOST_WATCHED = 100;

/** The same budgets as they stand now: what the server last said of each of them. */
export function useLiveBudgets<Budget extends WithId>(
  budgets: readonly Budget[],
): readonly WithId[] {
  const { socket, paused } = useLive();
  const ids = budgets.slice(0, MOST_WATCHED).map((budget) => budget.id);
  const [{ data, error }, restart] = useSubscription(
    { query: BudgetChanged_Subscription, variables: { ids }, pause: paused || ids.length === 0 },
    (shown: Received<Change> | undefined, { budgetChanged }) =>
      keepNewest(shown, { connection: socket.getConnection(), message: budgetChanged }),
  );
  useEffect(() => {
    if (!error || paused || problemOf(error) === 'outdated') return;
    const timer = setTimeout(restart, RETRY_MS);
    return () => clearTimeout(timer);
  }, [error, paused, restart]);
  const live = new Map(data?.message.budgets.map((budget) => [budget.id, budget]));
  return budgets.map((budget) => live.get(budget.id) ?? budget);
}

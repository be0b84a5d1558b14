import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { BudgetActions } from '../budgets/budget-actions.tsx';
import { BudgetForm } from '../budgets/budget-form.tsx';
import { Budget_Budget, readBudget } from '../budgets/budget-fragment.ts';
import { BudgetUse } from '../budgets/budget-use.tsx';
import { periodWords, scopeParts } from '../budgets/budget-words.ts';
import { useMay } from '../session/session.ts';

const TeamBudgets_Query = graphql(
  `
    query TeamBudgets_Query($team: ID!) {
      budgets(first: 100, scope: { team: $team }) {
        nodes {
          id
          ...Budget_Budget
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  `,
  [Budget_Budget],
);

type Budgets = ResultOf<typeof TeamBudgets_Query>['budgets'];

/** What a team may spend, and what each of its members may spend of that. */
export function TeamBudgets({ teamId }: { teamId: string }) {
  const { everywhere } = useMay('READ_BUDGETS');
  return everywhere ? <ReadableBudgets teamId={teamId} /> : null;
}

function ReadableBudgets({ teamId }: { teamId: string }) {
  const [{ data, error }, refetch] = useQuery({
    query: TeamBudgets_Query,
    variables: { team: teamId },
    requestPolicy: 'cache-and-network',
  });
  const [setting, setSetting] = useState<'member' | 'team' | null>(null);
  const { may } = useMay('MANAGE_BUDGETS');
  const ofTeam = { dimension: 'team', value: teamId } as const;
  return (
    <section aria-label="Budgets" className="border-t border-line">
      <div className="flex flex-wrap items-center gap-2 px-4 pt-4 pb-2">
        <h3 className="flex-1 text-[13px] font-semibold">Budgets</h3>
        {may && setting === null && (
          <>
            <Button onClick={() => setSetting('team')}>Set the team’s</Button>
            <Button onClick={() => setSetting('member')}>Set a member’s</Button>
          </>
        )}
      </div>
      {setting !== null && (
        <BudgetForm
          scope={setting === 'team' ? [ofTeam] : [ofTeam, { dimension: 'user', value: '' }]}
          onDone={() => setSetting(null)}
        />
      )}
      {error && !data && (
        <p className="px-4 pb-4">
          <Button onClick={() => refetch()}>Could not read budgets; try again</Button>
        </p>
      )}
      {data && <BudgetList budgets={data.budgets} />}
    </section>
  );
}

function BudgetList({ budgets }: { budgets: Budgets }) {
  if (budgets.nodes.length === 0) {
    return (
      <p className="px-4 pb-4 text-[13px] text-ink-faint">
        Neither the team nor a member has a budget here.
      </p>
    );
  }
  return (
    <>
      <ul className="divide-y divide-line">
        {budgets.nodes.map((ref) => (
          <BudgetLine key={ref.id} budget={readBudget(ref)} />
        ))}
      </ul>
      {budgets.pageInfo.hasNextPage && (
        <p className="px-4 py-2 text-[13px] text-ink-faint">These are the first 100.</p>
      )}
    </>
  );
}

function BudgetLine({ budget }: { budget: ReturnType<typeof readBudget> }) {
  const within = scopeParts(budget.scope).filter(({ name }) => name !== 'Team');
  const whose = within.map(({ value }) => value).join(', ');
  return (
    <li className="flex items-center gap-3 px-4 py-2.5">
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <span className="text-[13px] break-words">
          <span className="font-medium">{whose === '' ? 'The whole team' : whose}</span>
          <span className="text-ink-faint">, {periodWords(budget.window.period)}</span>
        </span>
        <BudgetUse budget={budget} />
      </div>
      <BudgetActions budget={budget} />
    </li>
  );
}

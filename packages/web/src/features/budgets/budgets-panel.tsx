import { Wallet } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import type { ResultOf } from '../../lib/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { MessageRow, MoreRow } from '../../ui/more-row.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { useMay } from '../session/session.ts';
import { BudgetForm } from './budget-form.tsx';
import { Budgets_Query } from './budget-queries.ts';
import { BudgetRow } from './budget-row.tsx';
import { BUDGET_COLUMNS, BudgetsTable } from './budgets-table.tsx';
import { useLiveBudgets } from './use-live-budgets.ts';

type Page = ResultOf<typeof Budgets_Query>['budgets'];

export function BudgetsPanel() {
  const [result, refetch] = useQuery({
    query: Budgets_Query,
    variables: { after: null },
    requestPolicy: 'cache-and-network',
  });
  const [setting, setSetting] = useState(false);
  const { may } = useMay('MANAGE_BUDGETS');
  const close = () => setSetting(false);
  const make = may && (
    <Button look="solid" onClick={() => setSetting(true)}>
      Set a budget
    </Button>
  );
  return (
    <Panel title="Budgets" note="Latest first" actions={make}>
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={6} />}>
        {({ budgets }) =>
          budgets.nodes.length === 0 ? (
            <Notice icon={Wallet} title="No budgets yet" actions={make}>
              A budget limits what a customer, key, team, user, model, provider or tag spends in
              each window. Calls that could pass it are refused before they are made.
            </Notice>
          ) : (
            <BudgetsTable label="Budgets">
              <PageRows page={budgets} />
            </BudgetsTable>
          )
        }
      </QueryView>
      <Sheet
        open={setting}
        onClose={close}
        title="Set a budget"
        description="Limit what may be spent in each window"
      >
        <BudgetForm onDone={close} />
      </Sheet>
    </Panel>
  );
}

/** A page of budgets as they stand now, followed by the next one once asked for. */
function PageRows({ page }: { page: Page }) {
  const [more, setMore] = useState(false);
  const budgets = useLiveBudgets(page.nodes);
  const { endCursor, hasNextPage } = page.pageInfo;
  return (
    <>
      {budgets.map((budget) => (
        <BudgetRow key={budget.id} budget={budget} />
      ))}
      {hasNextPage && !more && (
        <MoreRow columns={BUDGET_COLUMNS} what="budgets" onMore={() => setMore(true)} />
      )}
      {hasNextPage && more && endCursor && <NextRows after={endCursor} />}
    </>
  );
}

function NextRows({ after }: { after: string }) {
  const [{ data, error }, refetch] = useQuery({ query: Budgets_Query, variables: { after } });
  if (data) return <PageRows page={data.budgets} />;
  return (
    <MessageRow columns={BUDGET_COLUMNS}>
      {error ? (
        <Button onClick={() => refetch()}>Could not read more; try again</Button>
      ) : (
        'Loading…'
      )}
    </MessageRow>
  );
}

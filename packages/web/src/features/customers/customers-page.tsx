import { getRouteApi } from '@tanstack/react-router';
import { SearchX, Users } from 'lucide-react';
import { useQuery } from 'urql';
import { formatCappedCount } from '../../lib/counts.ts';
import type { VariablesOf } from '../../lib/graphql.ts';
import { rangeInput, shownRangeLabel } from '../../lib/ranges.ts';
import type { CustomerOrderName, CustomersSearch } from '../../lib/search.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { useMay } from '../session/session.ts';
import { CsvLink } from '../usage/csv-link.tsx';
import { Customers_Query } from './customers-query.ts';
import { CustomersTable } from './customers-table.tsx';

const ORDERS: Record<CustomerOrderName, VariablesOf<typeof Customers_Query>['orderBy']> = {
  spend: 'SPEND_DESC',
  id: 'EXTERNAL_ID_ASC',
  'last-seen': 'LAST_SEEN_DESC',
};

const route = getRouteApi('/app/customers');

export function CustomersPage() {
  const { range, q, order } = route.useSearch();
  const navigate = route.useNavigate();
  const variables = {
    range: rangeInput(range),
    search: q === '' ? null : q,
    orderBy: ORDERS[order],
  };
  const [result, refetch] = useQuery({
    query: Customers_Query,
    variables,
    requestPolicy: 'cache-and-network',
  });
  const show = (change: Partial<CustomersSearch>) =>
    navigate({
      search: (search) => ({ ...search, ...change }),
      replace: true,
      resetScroll: false,
    });
  const { everywhere } = useMay('READ_SPEND');
  const count = result.data?.customers.totalCount;
  return (
    <>
      <title>Customers · Tollgate</title>
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <h1 className="text-xl font-semibold tracking-tight">Customers</h1>
        {count && (
          <span role="status" className="text-[13px] text-ink-faint tabular-nums">
            {formatCappedCount(count)} {q === '' ? 'in all' : 'found'}
          </span>
        )}
        <div className="ml-auto flex w-full gap-2 sm:w-auto">
          <SearchField label="Search customers" value={q} onSearch={(text) => show({ q: text })} />
          {result.data && <CsvLink path={result.data.usage.csvPath} what="spend by customer" />}
        </div>
      </div>
      <Panel title="Spend by customer" note={shownRangeLabel(range, null)}>
        <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={10} />}>
          {(data) =>
            data.customers.nodes.length > 0 ? (
              <CustomersTable
                data={data}
                variables={variables}
                order={order}
                onOrder={(next) => show({ order: next })}
              />
            ) : q === '' ? (
              <Notice icon={Users} title="No customers yet">
                A customer appears here with the first call {everywhere ? '' : 'of yours '}that
                names it, for example in <code className="font-mono">user</code>.
              </Notice>
            ) : (
              <Notice
                icon={SearchX}
                title={`No customer matches “${q}”`}
                actions={<Button onClick={() => show({ q: '' })}>Clear the search</Button>}
              />
            )
          }
        </QueryView>
      </Panel>
    </>
  );
}

import { getRouteApi } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { rangeInput, shownRangeLabel } from '../../lib/ranges.ts';
import { QueryView } from '../../ui/query-view.tsx';
import { CustomerRules } from '../budgets/customer-rules.tsx';
import { useLiveSpend } from '../live/use-live-spend.ts';
import { useRefreshOnLive } from '../live/use-refresh-on-live.ts';
import { OverviewSkeleton } from '../overview/overview-skeleton.tsx';
import { CustomerCalls } from './customer-calls.tsx';
import { CustomerFigures } from './customer-figures.tsx';
import { CustomerHeading } from './customer-heading.tsx';
import { CustomerSpend_Query } from './customer-query.ts';
import { UnknownCustomer } from './unknown-customer.tsx';

const route = getRouteApi('/app/customers/$externalId');

export function CustomerPage() {
  const { externalId } = route.useParams();
  return <CustomerScreen key={externalId} externalId={externalId} />;
}

function CustomerScreen({ externalId }: { externalId: string }) {
  const { range } = route.useSearch();
  const filter = { customers: [externalId] };
  const live = useLiveSpend(filter);
  const [result, refetch] = useQuery({
    query: CustomerSpend_Query,
    variables: { externalId, range: rangeInput(range), filter },
    requestPolicy: 'cache-and-network',
  });
  useRefreshOnLive(live?.sequence, () => refetch({ requestPolicy: 'network-only' }));
  return (
    <>
      <title>{`${externalId} · Tollgate`}</title>
      <CustomerHeading externalId={externalId} customer={result.data?.customer ?? null} />
      <QueryView result={result} onRetry={refetch} skeleton={<OverviewSkeleton />}>
        {(data) =>
          data.customer === null ? (
            <UnknownCustomer externalId={externalId} />
          ) : (
            <div className="flex flex-col gap-4">
              <CustomerRules externalId={externalId} customer={data.customer} />
              <CustomerFigures
                externalId={externalId}
                data={data}
                rangeLabel={shownRangeLabel(range, data.whole.range)}
              />
              <CustomerCalls
                externalId={externalId}
                range={rangeInput(range)}
                sequence={live?.sequence}
              />
            </div>
          )
        }
      </QueryView>
    </>
  );
}

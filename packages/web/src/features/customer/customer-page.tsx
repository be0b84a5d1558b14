import { getRouteApi, Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { useQuery } from 'urql';
import { RANGES, rangeInput } from '../../lib/ranges.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { OnDay, When } from '../../ui/when.tsx';
import { CustomerRules } from '../budgets/customer-rules.tsx';
import { useLiveSpend } from '../live/use-live-spend.ts';
import { useRefreshOnLive } from '../live/use-refresh-on-live.ts';
import { OverviewSkeleton } from '../overview/overview-skeleton.tsx';
import { useInstallation, useMay } from '../session/session.ts';
import { CustomerBilling } from './customer-billing.tsx';
import { CustomerCalls } from './customer-calls.tsx';
import { CustomerFigures } from './customer-figures.tsx';
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
  const customer = result.data?.customer;
  const bills = useMay('READ_INVOICES').may;
  return (
    <>
      <title>{`${externalId} · Tollgate`}</title>
      <CustomerHeading externalId={externalId} customer={customer ?? null} />
      <QueryView result={result} onRetry={refetch} skeleton={<OverviewSkeleton />}>
        {(data) =>
          data.customer === null ? (
            <UnknownCustomer externalId={externalId} />
          ) : (
            <div className="flex flex-col gap-4">
              <CustomerRules externalId={externalId} customer={data.customer} />
              <CustomerFigures data={data} rangeLabel={RANGES[range].label} />
              {bills && <CustomerBilling customer={externalId} />}
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

interface CustomerHeadingProps {
  externalId: string;
  customer: { name: string | null; firstSeenAt: string; lastSeenAt: string } | null;
}

function CustomerHeading({ externalId, customer }: CustomerHeadingProps) {
  const { reportingTimeZone } = useInstallation();
  return (
    <div className="mb-4 flex flex-col gap-1">
      <nav aria-label="Breadcrumb">
        <ol className="flex items-center gap-1 text-[13px] text-ink-faint">
          <li>
            <Link to="/customers" className="hover:text-ink hover:underline">
              Customers
            </Link>
          </li>
          <ChevronRight aria-hidden="true" className="size-3.5" />
        </ol>
      </nav>
      <div className="flex items-center gap-1">
        <h1 className="min-w-0 text-xl font-semibold tracking-tight break-words">{externalId}</h1>
        <CopyButton text={externalId} label="Copy customer id" />
      </div>
      {customer && (
        <p className="text-[13px] text-ink-faint">
          {customer.name && customer.name !== externalId && `${customer.name} · `}
          first seen <OnDay at={customer.firstSeenAt} timeZone={reportingTimeZone} /> · last seen{' '}
          <When at={customer.lastSeenAt} timeZone={reportingTimeZone} />
        </p>
      )}
    </div>
  );
}

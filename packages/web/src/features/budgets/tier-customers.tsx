import { Users } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { When } from '../../ui/when.tsx';
import { CustomerLink } from '../customers/customer-link.tsx';
import { useInstallation } from '../session/session.ts';
import { TierCustomers_Query, type TierFacts } from './tier-queries.ts';

/** Who was put on a tier, a page at a time. */
export function TierCustomers({ tier }: { tier: TierFacts }) {
  return (
    <div className="py-2">
      {tier.isDefault && (
        <p className="px-4 py-2 text-[13px] text-ink-soft">
          This is the default tier: it also holds for every customer that has neither a tier nor a
          budget of its own.
        </p>
      )}
      <CustomersPage tierId={tier.id} after={null} />
    </div>
  );
}

function CustomersPage({ tierId, after }: { tierId: string; after: string | null }) {
  const { reportingTimeZone } = useInstallation();
  const [more, setMore] = useState(false);
  const [result, refetch] = useQuery({
    query: TierCustomers_Query,
    variables: { id: tierId, after },
    requestPolicy: 'cache-and-network',
  });
  return (
    <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={4} />}>
      {({ tier }) => {
        const { nodes, pageInfo } = tier?.customers ?? NOBODY;
        if (nodes.length === 0) return <Notice icon={Users} title="Nobody was put on this tier" />;
        return (
          <>
            <ul>
              {nodes.map(({ externalId, assignedAt, assignedBy }) => (
                <li
                  key={externalId}
                  className="flex items-baseline gap-3 border-b border-line px-4 py-2 text-[13px]"
                >
                  <span className="min-w-0 flex-1">
                    <CustomerLink externalId={externalId} />
                  </span>
                  <span className="shrink-0 text-xs text-ink-faint">
                    <When at={assignedAt} timeZone={reportingTimeZone} /> by {assignedBy}
                  </span>
                </li>
              ))}
            </ul>
            {pageInfo.hasNextPage && !more && (
              <div className="p-3 text-center">
                <Button onClick={() => setMore(true)}>Show more customers</Button>
              </div>
            )}
            {pageInfo.hasNextPage && more && (
              <CustomersPage tierId={tierId} after={pageInfo.endCursor} />
            )}
          </>
        );
      }}
    </QueryView>
  );
}

const NOBODY = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };

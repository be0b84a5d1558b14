import { CirclePlus, RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useQuery } from 'urql';
import { formatInstant } from '../../lib/dates.ts';
import { graphql } from '../../lib/graphql.ts';
import { Money } from '../../ui/money.tsx';
import { Notice } from '../../ui/notice.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { useInstallation } from '../session/session.ts';
import type { BudgetFacts } from './budget-fragment.ts';

const BudgetHistory_Query = graphql(`
  query BudgetHistory_Query($id: ID!) {
    budget(id: $id) {
      id
      raises(first: 50) {
        nodes {
          amount {
            amount
            currency
          }
          until
          reason
          createdAt
          createdBy
        }
      }
      resets(first: 50) {
        nodes {
          resetAt
          reason
          resetBy
        }
      }
    }
  }
`);

/** What was done to a budget by hand, the latest 50 raises and resets. */
export function BudgetHistory({ budget }: { budget: BudgetFacts }) {
  const { reportingTimeZone } = useInstallation();
  const zone = budget.window.timeZone ?? reportingTimeZone;
  const [result, refetch] = useQuery({
    query: BudgetHistory_Query,
    variables: { id: budget.id },
    requestPolicy: 'cache-and-network',
  });
  return (
    <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={3} />}>
      {({ budget: found }) => {
        const raises = (found?.raises.nodes ?? []).map((raise) => ({
          at: raise.createdAt,
          icon: <CirclePlus aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ink-faint" />,
          what: (
            <>
              Raised by <Money of={raise.amount} as="total" /> until{' '}
              {formatInstant(raise.until, zone)}
            </>
          ),
          reason: raise.reason,
          by: raise.createdBy,
        }));
        const resets = (found?.resets.nodes ?? []).map((reset) => ({
          at: reset.resetAt,
          icon: <RotateCcw aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ink-faint" />,
          what: 'Reset',
          reason: reset.reason,
          by: reset.resetBy,
        }));
        const entries = [...raises, ...resets].sort((a, b) => b.at.localeCompare(a.at));
        if (entries.length === 0) {
          return <Notice icon={RotateCcw} title="It was never raised nor reset" />;
        }
        return (
          <ul>
            {entries.map((entry) => (
              <Entry key={`${entry.at} ${entry.reason}`} {...entry} zone={zone} />
            ))}
          </ul>
        );
      }}
    </QueryView>
  );
}

interface EntryProps {
  at: string;
  icon: ReactNode;
  what: ReactNode;
  reason: string;
  by: string;
  zone: string;
}

function Entry({ at, icon, what, reason, by, zone }: EntryProps) {
  return (
    <li className="flex gap-2.5 border-b border-line px-4 py-2.5 text-[13px]">
      {icon}
      <div className="min-w-0">
        <span className="font-medium">{what}</span>
        <span className="block break-words text-ink-soft">{reason}</span>
        <span className="block text-xs text-ink-faint">
          {formatInstant(at, zone)} by {by}
        </span>
      </div>
    </li>
  );
}

import { SearchX } from 'lucide-react';
import { useQuery } from 'urql';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Money } from '../../ui/money.tsx';
import { Notice } from '../../ui/notice.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { useMay } from '../session/session.ts';
import { CallAmount, CallAmount_Event } from './call-amount.tsx';
import { CallBilling, CallBilling_Event } from './call-billing.tsx';
import { CallBudgets, CallBudgets_Event } from './call-budgets.tsx';
import { CallCorrections, CallCorrections_Event } from './call-corrections.tsx';
import { CallFacts, CallFacts_Event } from './call-facts.tsx';
import { CallStatus, CallStatus_Event } from './call-status.tsx';
import { CallWallet, CallWallet_Event } from './call-wallet.tsx';
import { SpendLines, SpendLines_Event } from './spend-lines.tsx';

const Call_Query = graphql(
  `
    query Call_Query($callId: String!, $withBudgets: Boolean!, $withBilling: Boolean!) {
      spendEvents(first: 1, filter: { callId: $callId }) {
        nodes {
          attempts {
            id
            ...CallStatus_Event
            ...CallAmount_Event
            ...SpendLines_Event
            ...CallCorrections_Event
            ...CallBilling_Event
            ...CallBudgets_Event
            ...CallWallet_Event
            ...CallFacts_Event
          }
        }
      }
    }
  `,
  [
    CallStatus_Event,
    CallAmount_Event,
    SpendLines_Event,
    CallCorrections_Event,
    CallBilling_Event,
    CallBudgets_Event,
    CallWallet_Event,
    CallFacts_Event,
  ],
);

type Attempt = ResultOf<typeof Call_Query>['spendEvents']['nodes'][number]['attempts'][number];

interface CallSheetProps {
  callId: string | undefined;
  onClose: () => void;
}

/** Explains one call: what it cost and why. Fetched only when opened. */
export function CallSheet({ callId, onClose }: CallSheetProps) {
  return (
    <Sheet
      open={callId !== undefined}
      onClose={onClose}
      title="Call"
      description="What this call cost and why"
    >
      {callId !== undefined && <CallDetails key={callId} callId={callId} />}
    </Sheet>
  );
}

function CallDetails({ callId }: { callId: string }) {
  const withBudgets = useMay('READ_BUDGETS').may;
  const withBilling = useMay('READ_INVOICES').may;
  const variables = { callId, withBudgets, withBilling };
  const [result, refetch] = useQuery({ query: Call_Query, variables });
  return (
    <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={12} />}>
      {({ spendEvents: { nodes } }) => {
        const attempts = nodes[0]?.attempts ?? [];
        return attempts.length === 0 ? (
          <Notice icon={SearchX} title="No such call">
            It may be older than what is kept, or still on its way into the record.
          </Notice>
        ) : (
          attempts.map((attempt) => (
            <AttemptDetails key={attempt.id} attempt={attempt} of={attempts.length} />
          ))
        );
      }}
    </QueryView>
  );
}

function AttemptDetails({ attempt, of }: { attempt: Attempt; of: number }) {
  const { cost } = attempt;
  return (
    <article className="pb-6" aria-label={`Attempt ${attempt.attempt}`}>
      <div className="flex flex-wrap items-center gap-3 px-4 py-4">
        <span className="text-2xl font-semibold tracking-tight">
          <CallAmount call={attempt} as="exact" />
        </span>
        <CallStatus outcome={attempt} />
        {of > 1 && (
          <span className="text-[13px] text-ink-faint">
            Attempt {attempt.attempt} of {of}
          </span>
        )}
      </div>
      {cost && attempt.lines.length > 0 && <SpendLines event={{ ...attempt, cost }} />}
      {cost && attempt.charge && cost.amount !== attempt.charge.amount && (
        <p className="flex justify-between border-t border-line px-4 py-2 text-[13px] font-medium">
          Charged to the customer
          <Money of={attempt.charge} as="exact" />
        </p>
      )}
      <CallCorrections event={attempt} />
      <CallBilling event={attempt} />
      <CallBudgets event={attempt} />
      <CallWallet event={attempt} />
      <CallFacts event={attempt} />
    </article>
  );
}

import { SearchX } from 'lucide-react';
import { useQuery } from 'urql';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Money } from '../../ui/money.tsx';
import { Notice } from '../../ui/notice.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { useMay } from '../session/session.ts';
import { CallAmountNow, CallAmountNow_Event } from './call-amount-now.tsx';
import { CallAttempts, CallAttempts_Event } from './call-attempts.tsx';
import { CallBilling, CallBilling_Event } from './call-billing.tsx';
import { CallBudgets, CallBudgets_Event } from './call-budgets.tsx';
import { CallCorrections, CallCorrections_Event } from './call-corrections.tsx';
import { CallFacts, CallFacts_Event } from './call-facts.tsx';
import { CallOutcome, CallOutcome_Event } from './call-outcome.tsx';
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
            ...CallAmountNow_Event
            ...CallOutcome_Event
            ...CallAttempts_Event
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
    CallAmountNow_Event,
    CallOutcome_Event,
    CallAttempts_Event,
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
        const last = attempts.at(-1);
        return last === undefined ? (
          <Notice icon={SearchX} title="No such call">
            It may be older than what is kept, or still on its way into the record.
          </Notice>
        ) : (
          <CallView attempts={attempts} last={last} />
        );
      }}
    </QueryView>
  );
}

/** One answer came back, or none: that of the last attempt. */
function CallView({ attempts, last }: { attempts: readonly Attempt[]; last: Attempt }) {
  const isRetried = attempts.length > 1;
  return (
    <article className="pb-6" aria-label="What it cost and why">
      <div className="flex flex-wrap items-center gap-3 px-4 pt-4">
        <span className="text-2xl font-semibold tracking-tight">
          <CallAmountNow call={last} />
        </span>
        <CallStatus outcome={last} />
        {isRetried && (
          <span className="text-[13px] text-ink-faint">
            Attempt {last.attempt} of {attempts.length}
          </span>
        )}
      </div>
      <CallOutcome call={last} />
      {isRetried && <CallAttempts attempts={attempts} />}
      {attempts.map((attempt) => (
        <AttemptAmounts
          key={attempt.id}
          attempt={attempt}
          label={isRetried ? `Attempt ${attempt.attempt}` : null}
        />
      ))}
      <CallBilling event={last} />
      <CallBudgets event={last} />
      <CallWallet event={last} />
      <CallFacts event={last} />
    </article>
  );
}

/** How the amount of one attempt comes about, and what was added to it since. */
function AttemptAmounts({ attempt, label }: { attempt: Attempt; label: string | null }) {
  const { cost, charge } = attempt;
  const isMarkedUp = cost && charge && cost.amount !== charge.amount;
  return (
    <>
      {cost && attempt.lines.length > 0 && (
        <SpendLines
          lines={attempt.lines}
          cost={cost}
          priceVersion={attempt.priceVersion}
          label={label ?? 'How the cost comes about'}
        />
      )}
      {isMarkedUp && (
        <p className="flex justify-between border-t border-line px-4 py-2 text-[13px] font-medium">
          Charged to the customer
          <Money of={charge} as="exact" />
        </p>
      )}
      <CallCorrections event={attempt} />
    </>
  );
}

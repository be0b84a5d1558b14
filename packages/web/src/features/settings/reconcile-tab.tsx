import { CircleCheck, Scale, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../lib/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { When } from '../../ui/when.tsx';
import { useInstallation } from '../session/session.ts';
import { type Check, EquationPanel, EquationPanel_Check } from './equation-panel.tsx';
import { RetentionPanel } from './retention-panel.tsx';

const Reconcile_Query = graphql(
  `
    query Reconcile_Query {
      reconciliation {
        ok
        at
        checks {
          name
          ok
          ...EquationPanel_Check
        }
      }
    }
  `,
  [EquationPanel_Check],
);

/** Recounts everything, when asked to: it reads the whole record of spend. */
export function ReconcileTab() {
  const [wanted, setWanted] = useState(false);
  const [result, run] = useQuery({
    query: Reconcile_Query,
    pause: !wanted,
    requestPolicy: 'network-only',
  });
  const start = () => (wanted ? run({ requestPolicy: 'network-only' }) : setWanted(true));
  const button = (
    <Button look="solid" disabled={result.fetching} onClick={start}>
      {result.data ? 'Run again' : 'Run'}
    </Button>
  );
  return (
    <div className="flex flex-col gap-4">
      <RetentionPanel />
      <Panel
        title="Reconcile"
        note="Every sum, counted again from the record of spend"
        actions={button}
      >
        {wanted ? (
          <QueryView result={result} onRetry={start} skeleton={<SkeletonRows rows={3} />}>
            {({ reconciliation }) => <Verdict {...reconciliation} />}
          </QueryView>
        ) : (
          <Notice icon={Scale} title="Not run yet">
            Rollups, totals of customers, counts of budgets and invoices are compared with the
            events they came from. It reads all of them, which takes a while where there are many.
          </Notice>
        )}
      </Panel>
      {result.data && !result.error && <Equations checks={result.data.reconciliation.checks} />}
    </div>
  );
}

function Equations({ checks }: { checks: readonly (Check & { name: string })[] }) {
  const byName = Map.groupBy(checks, ({ name }) => name);
  return [...byName].map(([name, own]) => <EquationPanel key={name} name={name} checks={own} />);
}

interface VerdictProps {
  ok: boolean;
  at: string;
  checks: readonly { ok: boolean }[];
}

function Verdict({ ok, at, checks }: VerdictProps) {
  const { reportingTimeZone } = useInstallation();
  const Icon = ok ? CircleCheck : TriangleAlert;
  const failed = checks.filter((check) => !check.ok).length;
  return (
    <p
      role="status"
      className={`flex flex-wrap items-center gap-2 px-4 pb-4 text-[15px] font-semibold ${ok ? 'text-good' : 'text-bad'}`}
    >
      <Icon aria-hidden="true" className="size-5" />
      {ok ? 'Everything agrees' : `${failed} of ${checks.length} sums differ`}
      <span className="text-[13px] font-normal text-ink-faint">
        as of <When at={at} timeZone={reportingTimeZone} />
      </span>
    </p>
  );
}

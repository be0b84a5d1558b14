import { useNavigate } from '@tanstack/react-router';
import { useQuery } from 'urql';
import type { ResultOf } from '../../lib/graphql.ts';
import { type RangeText, rangeInput, shownRangeLabel } from '../../lib/ranges.ts';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { OverviewSkeleton } from '../overview/overview-skeleton.tsx';
import { RangeChoice } from '../usage/range-choice.tsx';
import { SpendChart } from '../usage/spend-chart.tsx';
import { SpendBy, SpendByDay } from '../usage/spend-panels.tsx';
import { TotalsFigures } from '../usage/totals-figures.tsx';
import { PortalBudgets } from './portal-budgets.tsx';
import { PortalCredit } from './portal-credit.tsx';
import { PortalInvoices } from './portal-invoices.tsx';
import { Portal_Query } from './portal-query.ts';

type PortalData = ResultOf<typeof Portal_Query>;

/** What a customer spent, may spend, and was billed. */
export function PortalPage({ customer, range }: { customer: string; range: RangeText }) {
  const [result, refetch] = useQuery({
    query: Portal_Query,
    variables: { customer, range: rangeInput(range) },
    requestPolicy: 'cache-and-network',
  });
  const navigate = useNavigate();
  const choose = (next: RangeText) =>
    navigate({ to: '.', search: (search) => ({ ...search, range: next }), resetScroll: false });
  const name = result.data?.customer?.name;
  return (
    <>
      <title>{`Usage of ${name ?? customer} · Tollgate`}</title>
      <div className="mb-4 flex flex-wrap items-end gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1">
          <h1 className="text-xl font-semibold tracking-tight break-words">{name ?? customer}</h1>
          <p className="text-[13px] text-ink-faint">Usage, budgets and invoices</p>
        </div>
        <RangeChoice range={range} onChoose={choose} />
      </div>
      <div className="flex flex-col gap-4">
        <QueryView result={result} onRetry={refetch} skeleton={<OverviewSkeleton />}>
          {(data) => (
            <PortalFigures data={data} rangeLabel={shownRangeLabel(range, data.whole.range)} />
          )}
        </QueryView>
        <PortalInvoices />
      </div>
    </>
  );
}

function PortalFigures({ data, rangeLabel }: { data: PortalData; rangeLabel: string }) {
  return (
    <div className="flex flex-col gap-4">
      {data.customer?.block && (
        <p role="status" className="rounded-lg bg-bad-well px-3 py-2 text-[13px] text-bad">
          Calls are refused at the moment. Ask whoever sent you this link.
        </p>
      )}
      <TotalsFigures label={rangeLabel} totals={data.whole.totals} />
      <PortalBudgets budgets={data.customer?.budgets ?? []} />
      <PortalCredit data={data} />
      <Panel title="Spend by model over time" note={rangeLabel}>
        <SpendChart title="Spend by model" usage={data.byModel} totals={data.whole} />
      </Panel>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <SpendBy usage={data.byModel} of="Model" />
        <SpendByDay usage={data.byDay} />
      </div>
    </div>
  );
}

import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { formatCount } from '../../lib/counts.ts';
import type { ResultOf } from '../../lib/graphql.ts';
import type { ChartGroup } from '../../lib/search.ts';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { LiveSpend } from '../live/use-live-spend.ts';
import { CsvLink } from '../usage/csv-link.tsx';
import { OpenInLogs, OpenInUsage } from '../usage/open-in.tsx';
import { SpendChart } from '../usage/spend-chart.tsx';
import { TotalsFigures } from '../usage/totals-figures.tsx';
import { LatestCalls } from './latest-calls.tsx';
import type { Overview_Query } from './overview-query.ts';
import { AllCustomersLink, TopCustomers } from './top-customers.tsx';

const GROUPS: readonly { value: ChartGroup; label: string }[] = [
  { value: 'customer', label: 'Customer' },
  { value: 'model', label: 'Model' },
];

interface OverviewFiguresProps {
  data: ResultOf<typeof Overview_Query>;
  live: LiveSpend | undefined;
  by: ChartGroup;
  rangeLabel: string;
}

export function OverviewFigures({ data, live, by, rangeLabel }: OverviewFiguresProps) {
  const navigate = useNavigate({ from: '/' });
  const group = (next: ChartGroup) =>
    navigate({ search: (search) => ({ ...search, by: next }), replace: true, resetScroll: false });
  return (
    <div className="flex flex-col gap-4">
      <h1 className="sr-only">Overview</h1>
      {live ? (
        <TotalsFigures label="Today" when="today" totals={live.today} />
      ) : (
        <Skeleton className="h-28 rounded-xl" />
      )}
      <div className="grid gap-4 xl:grid-cols-3">
        <Panel
          className="xl:col-span-2"
          title="Spend"
          note={
            <>
              <Money
                of={data.grouped.totals.charge}
                as="total"
                className="font-semibold text-ink"
              />{' '}
              · {rangeLabel}
            </>
          }
          actions={
            <>
              <Segments label="Group by" value={by} segments={GROUPS} onChange={group} />
              <OpenInUsage group={by} />
            </>
          }
        >
          <SpendChart title={`Spend by ${by}`} usage={data.grouped} totals={data.whole} />
        </Panel>
        <TopCustomersPanel data={data} live={live} rangeLabel={rangeLabel} />
      </div>
      <Panel
        title="Latest calls"
        note={live && `${formatCount(live.callsLastMinute)} in the last minute`}
        actions={<OpenInLogs label="All calls" />}
      >
        <LatestCalls live={live} />
      </Panel>
    </div>
  );
}

type TopOf = 'range' | 'today';

const TOP_OF: readonly { value: TopOf; label: string }[] = [
  { value: 'range', label: 'Range' },
  { value: 'today', label: 'Today' },
];

/** Who spends most: in the range, or today as it happens. */
function TopCustomersPanel({ data, live, rangeLabel }: Omit<OverviewFiguresProps, 'by'>) {
  const [of, setOf] = useState<TopOf>('range');
  const rows = of === 'range' ? data.customers.rows.nodes : live?.topCustomers;
  return (
    <Panel
      title="Top customers"
      note={of === 'range' && rangeLabel}
      actions={
        <>
          <Segments label="Top customers of" value={of} segments={TOP_OF} onChange={setOf} />
          {of === 'range' && <CsvLink path={data.customers.csvPath} what="spend by customer" />}
        </>
      }
      footer={<AllCustomersLink />}
    >
      {rows ? (
        <TopCustomers label="Customers with the highest spend" rows={rows} />
      ) : (
        <Skeleton className="mx-4 mb-4 h-40" />
      )}
    </Panel>
  );
}

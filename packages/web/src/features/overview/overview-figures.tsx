import { useNavigate } from '@tanstack/react-router';
import type { ResultOf } from '../../lib/graphql.ts';
import type { ChartGroup } from '../../lib/search.ts';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { LiveSpend } from '../live/use-live-spend.ts';
import { CsvLink } from '../usage/csv-link.tsx';
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
          actions={<Segments label="Group by" value={by} segments={GROUPS} onChange={group} />}
        >
          <SpendChart title={`Spend by ${by}`} usage={data.grouped} totals={data.whole} />
        </Panel>
        <Panel
          title="Top customers"
          note={rangeLabel}
          actions={<CsvLink path={data.customers.csvPath} what="spend by customer" />}
          footer={<AllCustomersLink />}
        >
          <TopCustomers usage={data.customers} />
        </Panel>
      </div>
      <Panel title="Latest calls">
        <LatestCalls live={live} />
      </Panel>
    </div>
  );
}

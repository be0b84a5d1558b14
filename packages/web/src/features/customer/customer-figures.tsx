import { formatLocalDay } from '../../lib/dates.ts';
import type { ResultOf } from '../../lib/graphql.ts';
import { Panel } from '../../ui/panel.tsx';
import { CsvLink } from '../usage/csv-link.tsx';
import { SpendChart } from '../usage/spend-chart.tsx';
import { TotalsFigures } from '../usage/totals-figures.tsx';
import { UsageTable } from '../usage/usage-table.tsx';
import type { CustomerSpend_Query } from './customer-query.ts';

interface CustomerFiguresProps {
  data: ResultOf<typeof CustomerSpend_Query>;
  rangeLabel: string;
}

export function CustomerFigures({ data, rangeLabel }: CustomerFiguresProps) {
  return (
    <>
      <TotalsFigures label={rangeLabel} totals={data.whole.totals} />
      <Panel title="Spend by model over time" note={rangeLabel}>
        <SpendChart title="Spend by model" usage={data.byModel} totals={data.whole} />
      </Panel>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          <Panel
            title="By model"
            actions={<CsvLink path={data.byModel.csvPath} what="spend by model" />}
          >
            <UsageTable usage={data.byModel} heading="Model" />
          </Panel>
          <Panel title="By tag" actions={<CsvLink path={data.byTag.csvPath} what="spend by tag" />}>
            <UsageTable usage={data.byTag} heading="Tag" />
          </Panel>
        </div>
        <Panel title="By day" actions={<CsvLink path={data.byDay.csvPath} what="spend by day" />}>
          <UsageTable
            usage={data.byDay}
            heading="Day"
            newestFirst
            bounded
            nameOf={({ key, label }) => (key[0] ? formatLocalDay(key[0]) : label)}
          />
        </Panel>
      </div>
    </>
  );
}

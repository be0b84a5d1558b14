import type { ResultOf } from '../../lib/graphql.ts';
import { Panel } from '../../ui/panel.tsx';
import { OpenInUsage } from '../usage/open-in.tsx';
import { SpendChart } from '../usage/spend-chart.tsx';
import { SpendBy, SpendByDay } from '../usage/spend-panels.tsx';
import { TotalsFigures } from '../usage/totals-figures.tsx';
import type { CustomerSpend_Query } from './customer-query.ts';

interface CustomerFiguresProps {
  externalId: string;
  data: ResultOf<typeof CustomerSpend_Query>;
  rangeLabel: string;
}

export function CustomerFigures({ externalId, data, rangeLabel }: CustomerFiguresProps) {
  return (
    <>
      <TotalsFigures label={rangeLabel} totals={data.whole.totals} />
      <Panel
        title="Spend by model over time"
        note={rangeLabel}
        actions={<OpenInUsage filters={{ customer: [externalId] }} group="model" />}
      >
        <SpendChart title="Spend by model" usage={data.byModel} totals={data.whole} />
      </Panel>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          <SpendBy usage={data.byModel} of="Model" />
          <SpendBy usage={data.byTag} of="Tag" />
        </div>
        <SpendByDay usage={data.byDay} />
      </div>
    </>
  );
}

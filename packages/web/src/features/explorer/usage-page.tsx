import { getRouteApi } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { shownRangeLabel } from '../../lib/ranges.ts';
import type { UsageSearch } from '../../lib/search.ts';
import { PageHeading } from '../../ui/page-heading.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { FilterBar } from '../filters/filter-bar.tsx';
import { OverviewSkeleton } from '../overview/overview-skeleton.tsx';
import { CsvLink } from '../usage/csv-link.tsx';
import { UsageChart } from './usage-chart.tsx';
import { UsageControls } from './usage-controls.tsx';
import { UsageFigures } from './usage-figures.tsx';
import { Usage_Query, type UsageAnswer } from './usage-query.ts';
import { UsageRows } from './usage-rows.tsx';
import { groupsOf, groupWord, METRIC_TERMS } from './usage-terms.ts';
import { toVariables } from './usage-variables.ts';

const route = getRouteApi('/app/usage');

/** Spend by any one or two things: figures, chart, table and file of one question. */
export function UsagePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [result, refetch] = useQuery({
    query: Usage_Query,
    variables: toVariables(search.range, search),
    requestPolicy: 'cache-and-network',
  });
  const go = (change: Partial<UsageSearch>) =>
    navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false });
  return (
    <>
      <PageHeading title="Usage">
        {result.data && <CsvLink path={result.data.usage.exportPath} what="this table" />}
      </PageHeading>
      <UsageControls search={search} onChange={go} />
      <FilterBar search={search} onChange={go} />
      <QueryView result={result} onRetry={refetch} skeleton={<OverviewSkeleton />}>
        {(answer) => <UsageParts answer={answer} onChange={go} />}
      </QueryView>
    </>
  );
}

interface UsagePartsProps {
  answer: UsageAnswer;
  onChange: (change: Partial<UsageSearch>) => void;
}

function UsageParts({ answer, onChange }: UsagePartsProps) {
  const search = route.useSearch();
  const { usage } = answer;
  const title = titleOf(search);
  return (
    <div className="flex flex-col gap-4">
      <UsageFigures usage={usage} />
      <Panel title={title} note={search.slice === '' && shownRangeLabel(search.range, usage.range)}>
        <UsageChart
          title={title}
          answer={answer}
          metric={search.metric}
          onNarrow={(slice) => onChange({ slice })}
        />
      </Panel>
      <Panel title="Rows" note={`${usage.rows.totalCount.value} in all`}>
        <UsageRows usage={usage} range={search.range} search={search} />
      </Panel>
    </div>
  );
}

/** "Spend by customer and model". */
function titleOf(search: UsageSearch): string {
  const groups = groupsOf(search).map((group) => groupWord(group).toLowerCase());
  const { word } = METRIC_TERMS[search.metric];
  return groups.length === 0 ? word : `${word} by ${groups.join(' and ')}`;
}

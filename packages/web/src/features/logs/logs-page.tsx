import { getRouteApi } from '@tanstack/react-router';
import { ScrollText, SearchX } from 'lucide-react';
import { useQuery } from 'urql';
import { rangeInput } from '../../lib/ranges.ts';
import type { LogsOrder, LogsSearch } from '../../lib/search.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeading } from '../../ui/page-heading.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { FilterBar } from '../filters/filter-bar.tsx';
import { useMay } from '../session/session.ts';
import { CsvLink } from '../usage/csv-link.tsx';
import { BoundsChips, BoundsFilter } from './bounds-filter.tsx';
import { LogsHistogram, LogsSum } from './logs-histogram.tsx';
import { Logs_Query, ORDERS, toEventFilter } from './logs-query.ts';
import { LogsTable } from './logs-table.tsx';
import { isNarrowed, NO_LOGS_FILTER } from './narrowed.ts';

const route = getRouteApi('/app/logs');

const ORDER_CHOICES: readonly { value: LogsOrder; label: string }[] = [
  { value: 'latest', label: 'Latest first' },
  { value: 'spend', label: 'Highest spend first' },
  { value: 'slowest', label: 'Slowest first' },
];

/** Every call that was recorded: searched, over time, and one by one. */
export function LogsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { range, q, order } = search;
  const variables = {
    range: rangeInput(range, search.slice),
    filter: toEventFilter(search),
    orderBy: ORDERS[order],
  };
  const [result, refetch] = useQuery({
    query: Logs_Query,
    variables,
    requestPolicy: 'cache-and-network',
  });
  const go = (change: Partial<LogsSearch>) =>
    navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false });
  return (
    <>
      <PageHeading title="Logs">
        <SearchField
          label="Search errors or a call id"
          value={q}
          onSearch={(text) => go({ q: text })}
        />
        <Select
          label="Order"
          bare
          value={order}
          choices={ORDER_CHOICES}
          onChoose={(next) => go({ order: next })}
        />
      </PageHeading>
      <FilterBar
        search={search}
        onChange={go}
        tools={<BoundsFilter search={search} onChange={go} />}
      >
        <BoundsChips search={search} onChange={go} />
      </FilterBar>
      <Panel
        title="Calls"
        note={
          result.data && (
            <LogsSum
              histogram={result.data.spendEventHistogram}
              range={search.slice === '' ? range : null}
            />
          )
        }
        actions={
          result.data && (
            <>
              <CsvLink path={result.data.spendEvents.csvPath} what="these calls" />
              <CsvLink
                path={result.data.spendEvents.focusPath}
                what="these calls as charges"
                label="FOCUS"
              />
            </>
          )
        }
      >
        <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={12} />}>
          {(data) =>
            data.spendEvents.nodes.length > 0 ? (
              <>
                <LogsHistogram
                  histogram={data.spendEventHistogram}
                  onNarrow={(slice) => go({ slice })}
                />
                <LogsTable page={data.spendEvents} variables={variables} />
              </>
            ) : (
              <NoCalls search={search} onShowAll={() => go(NO_LOGS_FILTER)} />
            )
          }
        </QueryView>
      </Panel>
    </>
  );
}

function NoCalls({ search, onShowAll }: { search: LogsSearch; onShowAll: () => void }) {
  const { everywhere } = useMay('READ_SPEND');
  if (isNarrowed(search)) {
    return (
      <Notice
        icon={SearchX}
        title="No call matches"
        actions={<Button onClick={onShowAll}>Clear the filters</Button>}
      >
        None in this range, that is: a longer one may have some.
      </Notice>
    );
  }
  return (
    <Notice icon={ScrollText} title="No calls in this range">
      {everywhere ? 'Every call through the gateway' : 'Every call of your own keys and teams'} is
      listed here, with what it cost and why. Choose a longer range to see earlier ones.
    </Notice>
  );
}

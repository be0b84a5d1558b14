import { getRouteApi } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { rangeInput, shownRangeLabel } from '../../lib/ranges.ts';
import { QueryView } from '../../ui/query-view.tsx';
import { useLiveSpend } from '../live/use-live-spend.ts';
import { useRefreshOnLive } from '../live/use-refresh-on-live.ts';
import { FirstRun } from './first-run.tsx';
import { OverviewFigures } from './overview-figures.tsx';
import { Overview_Query } from './overview-query.ts';
import { OverviewSkeleton } from './overview-skeleton.tsx';

const route = getRouteApi('/app/');

export function OverviewPage() {
  const { range, by } = route.useSearch();
  const live = useLiveSpend();
  const [result, refetch] = useQuery({
    query: Overview_Query,
    variables: { range: rangeInput(range), groupBy: [by === 'model' ? 'MODEL' : 'CUSTOMER'] },
    requestPolicy: 'cache-and-network',
  });
  useRefreshOnLive(live?.sequence, () => refetch({ requestPolicy: 'network-only' }));
  return (
    <>
      <title>Overview · Tollgate</title>
      <QueryView result={result} onRetry={refetch} skeleton={<OverviewSkeleton />}>
        {(data) =>
          data.recent.totals.calls === 0 && (live?.today.calls ?? 0) === 0 ? (
            <FirstRun />
          ) : (
            <OverviewFigures
              data={data}
              live={live}
              by={by}
              rangeLabel={shownRangeLabel(range, data.grouped.range)}
            />
          )
        }
      </QueryView>
    </>
  );
}

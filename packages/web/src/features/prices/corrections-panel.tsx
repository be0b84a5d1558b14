import { RefreshCcw } from 'lucide-react';
import { useQuery } from 'urql';
import { formatCount } from '../../lib/counts.ts';
import { graphql } from '../../lib/graphql.ts';
import { Badge } from '../../ui/badge.tsx';
import { Money } from '../../ui/money.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { OnDay } from '../../ui/when.tsx';
import { PagedRows } from '../paging/paged-rows.tsx';
import { useInstallation } from '../session/session.ts';

const Reratings_Query = graphql(`
  query Reratings_Query($after: String) {
    reratings(first: 20, after: $after) {
      nodes {
        id
        reason
        requestedBy
        startedAt
        finishedAt
        startsAt
        endsAt
        models
        adjusted
        difference {
          amount
          currency
        }
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
`);

const COLUMNS = 4;

/** Runs that corrected past calls to changed prices. */
export function CorrectionsPanel() {
  const [result, refetch] = useQuery({
    query: Reratings_Query,
    requestPolicy: 'cache-and-network',
  });
  const { reportingTimeZone: timeZone } = useInstallation();
  return (
    <Panel title="Corrections" note="Latest first">
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={6} />}>
        {({ reratings }) =>
          reratings.nodes.length === 0 ? (
            <Notice icon={RefreshCcw} title="Nothing was corrected yet">
              When a price is set for the past, its calls can be rated again. Each correction is
              kept here and as an adjustment beside its call.
            </Notice>
          ) : (
            <Table label="Corrections" className="md:min-w-2xl">
              <thead>
                <tr>
                  <Th>Reason</Th>
                  <Th className="max-md:hidden">Calls of</Th>
                  <Th numeric>Corrected</Th>
                  <Th numeric>Difference</Th>
                </tr>
              </thead>
              <tbody>
                <PagedRows
                  page={reratings}
                  query={Reratings_Query}
                  variables={{}}
                  pick={(data) => data.reratings}
                  columns={COLUMNS}
                  what="corrections"
                  row={(run) => (
                    <Tr>
                      <RowHeader className="max-w-80">
                        <span className="block truncate font-medium" title={run.reason}>
                          {run.reason}
                        </span>
                        <span className="block truncate text-xs text-ink-faint">
                          <OnDay at={run.startedAt} timeZone={timeZone} /> by {run.requestedBy}{' '}
                          {run.finishedAt === null && <Badge tone="accent">Running</Badge>}
                        </span>
                      </RowHeader>
                      <Td className="max-w-56 truncate text-ink-soft max-md:hidden">
                        <OnDay at={run.startsAt} timeZone={timeZone} /> –{' '}
                        <OnDay at={run.endsAt} timeZone={timeZone} />
                        {run.models.length > 0 && `, ${run.models.join(', ')}`}
                      </Td>
                      <Td numeric>{formatCount(run.adjusted)}</Td>
                      <Td numeric>
                        <Money of={run.difference} as="total" />
                      </Td>
                    </Tr>
                  )}
                />
              </tbody>
            </Table>
          )
        }
      </QueryView>
    </Panel>
  );
}

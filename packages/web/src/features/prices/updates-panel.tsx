import { Link } from '@tanstack/react-router';
import { PackageCheck } from 'lucide-react';
import { useQuery } from 'urql';
import { formatCount } from '../../lib/counts.ts';
import { graphql } from '../../lib/graphql.ts';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { OnDay } from '../../ui/when.tsx';
import { PagedRows } from '../paging/paged-rows.tsx';
import { useInstallation } from '../session/session.ts';
import { UpdateState } from './update-state.tsx';

const Updates_Query = graphql(`
  query PriceUpdates_Query($after: String) {
    priceUpdates(first: 20, after: $after) {
      nodes {
        id
        source
        state
        added
        changed
        createdAt
        createdBy
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
`);

const COLUMNS = 4;

/** Prices from outside: new editions of the catalogue, imported price maps. */
export function UpdatesPanel() {
  const [result, refetch] = useQuery({ query: Updates_Query, requestPolicy: 'cache-and-network' });
  const { reportingTimeZone } = useInstallation();
  return (
    <Panel
      title="Updates"
      note="Latest first"
      footer="An update changes nothing before it is approved; what it changed stays listed."
    >
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={6} />}>
        {({ priceUpdates }) =>
          priceUpdates.nodes.length === 0 ? (
            <Notice icon={PackageCheck} title="No updates yet">
              A newer catalogue, or a price map imported with “tollgate price import”, is listed
              here with what it would change.
            </Notice>
          ) : (
            <Table label="Updates">
              <thead>
                <tr>
                  <Th>Source</Th>
                  <Th>State</Th>
                  <Th numeric>New</Th>
                  <Th numeric>Changed</Th>
                </tr>
              </thead>
              <tbody>
                <PagedRows
                  page={priceUpdates}
                  query={Updates_Query}
                  variables={{}}
                  pick={(data) => data.priceUpdates}
                  columns={COLUMNS}
                  what="updates"
                  row={(update) => (
                    <Tr>
                      <RowHeader className="max-w-80 max-sm:max-w-36">
                        <Link
                          to="."
                          search={(search) => ({ ...search, update: update.id })}
                          resetScroll={false}
                          title={update.source}
                          className="block truncate font-medium hover:underline"
                        >
                          {update.source}
                        </Link>
                        <span className="block truncate text-xs text-ink-faint">
                          <OnDay at={update.createdAt} timeZone={reportingTimeZone} /> by{' '}
                          {update.createdBy}
                        </span>
                      </RowHeader>
                      <Td>
                        <UpdateState state={update.state} />
                      </Td>
                      <Td numeric>{formatCount(update.added)}</Td>
                      <Td numeric>{formatCount(update.changed)}</Td>
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

import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql, type ResultOf, type VariablesOf } from '../../lib/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { MessageRow, MoreRow } from '../../ui/more-row.tsx';
import { Panel } from '../../ui/panel.tsx';
import { CallRows_Connection } from '../calls/call-rows.ts';
import { CallRows, CallsTable } from '../calls/calls-table.tsx';
import { useRefreshOnLive } from '../live/use-refresh-on-live.ts';
import { OpenInLogs } from '../usage/open-in.tsx';

const CustomerCalls_Query = graphql(
  `
    query CustomerCalls_Query(
      $range: RangeInput!
      $filter: SpendEventFilter!
      $after: String
    ) {
      spendEvents(first: 25, after: $after, range: $range, filter: $filter) {
        ...CallRows_Connection
      }
    }
  `,
  [CallRows_Connection],
);

type Variables = VariablesOf<typeof CustomerCalls_Query>;
type Page = ResultOf<typeof CustomerCalls_Query>['spendEvents'];

const COLUMNS = 6;

interface CustomerCallsProps {
  externalId: string;
  range: Variables['range'];
  sequence: number | undefined;
}

export function CustomerCalls({ externalId, range, sequence }: CustomerCallsProps) {
  const filter = { customers: [externalId] };
  return (
    <Panel
      title="Latest calls"
      actions={<OpenInLogs filters={{ customer: [externalId] }} label="Search them" />}
    >
      <CallsTable label="Latest calls" withCustomer={false}>
        <CallsPage variables={{ range, filter }} sequence={sequence} />
      </CallsTable>
    </Panel>
  );
}

/** One page of calls, read again when new ones come in, followed by the next once asked for. */
function CallsPage({
  variables,
  sequence,
}: {
  variables: Variables;
  sequence?: number | undefined;
}) {
  const [{ data, error }, refetch] = useQuery({ query: CustomerCalls_Query, variables });
  useRefreshOnLive(sequence, () => refetch({ requestPolicy: 'network-only' }));
  if (data) return <LoadedPage page={data.spendEvents} variables={variables} />;
  return (
    <MessageRow columns={COLUMNS}>
      {error ? (
        <Button onClick={() => refetch()}>Could not read calls; try again</Button>
      ) : (
        'Loading…'
      )}
    </MessageRow>
  );
}

function LoadedPage({ page, variables }: { page: Page; variables: Variables }) {
  const [more, setMore] = useState(false);
  const { endCursor, hasNextPage } = page.pageInfo;
  const empty = page.nodes.length === 0 && !variables.after;
  return (
    <>
      {empty && <MessageRow columns={COLUMNS}>No calls in this range.</MessageRow>}
      <CallRows events={page.nodes} withCustomer={false} />
      {hasNextPage && endCursor && !more && (
        <MoreRow columns={COLUMNS} what="calls" onMore={() => setMore(true)} />
      )}
      {hasNextPage && endCursor && more && (
        <CallsPage variables={{ ...variables, after: endCursor }} />
      )}
    </>
  );
}

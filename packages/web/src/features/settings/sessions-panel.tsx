import { Monitor } from 'lucide-react';
import { useQuery } from 'urql';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { OnDay, When } from '../../ui/when.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { PagedRows } from '../paging/paged-rows.tsx';
import { useInstallation } from '../session/session.ts';

const Sessions_Query = graphql(`
  query Sessions_Query($after: String) {
    sessions(first: 20, after: $after) {
      nodes {
        id
        createdAt
        expiresAt
        address
        userAgent
        isCurrent
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
`);

const EndSession_Mutation = graphql(`
  mutation EndSession_Mutation($id: ID!) {
    endSession(id: $id) {
      userErrors {
        path
        message
      }
    }
  }
`);

type Session = ResultOf<typeof Sessions_Query>['sessions']['nodes'][number];

/** Where one is signed in. */
export function SessionsPanel() {
  const [result, refetch] = useQuery({
    query: Sessions_Query,
    variables: {},
    requestPolicy: 'cache-and-network',
  });
  const end = useAction(EndSession_Mutation, { touches: ['SessionConnection'] });
  return (
    <Panel title="Sessions" note="Where you are signed in">
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={3} />}>
        {({ sessions }) =>
          sessions.nodes.length === 0 ? (
            <Notice icon={Monitor} title="No sessions" />
          ) : (
            <Table label="Sessions">
              <thead>
                <tr>
                  <Th>Where</Th>
                  <Th numeric>Since</Th>
                  <Th numeric className="max-sm:hidden">
                    Ends
                  </Th>
                  <Th>
                    <span className="sr-only">What can be done</span>
                  </Th>
                </tr>
              </thead>
              <tbody>
                <PagedRows
                  page={sessions}
                  query={Sessions_Query}
                  variables={{}}
                  pick={(data) => data.sessions}
                  columns={4}
                  what="sessions"
                  row={(session) => (
                    <SessionRow session={session} onEnd={() => void end.run({ id: session.id })} />
                  )}
                />
              </tbody>
            </Table>
          )
        }
      </QueryView>
      <FormProblem problems={end.problems} />
    </Panel>
  );
}

function SessionRow({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const { reportingTimeZone } = useInstallation();
  const { address, userAgent, createdAt, expiresAt, isCurrent } = session;
  return (
    <Tr>
      <RowHeader className="max-w-96 max-sm:max-w-36">
        <span className="block truncate font-medium">{address ?? 'Unknown address'}</span>
        <span className="block truncate text-xs text-ink-faint" title={userAgent ?? undefined}>
          {userAgent ?? 'Unknown program'}
        </span>
      </RowHeader>
      <Td numeric className="text-ink-soft">
        <When at={createdAt} timeZone={reportingTimeZone} />
      </Td>
      <Td numeric className="text-ink-soft max-sm:hidden">
        <OnDay at={expiresAt} timeZone={reportingTimeZone} />
      </Td>
      <Td className="text-right">
        {isCurrent ? <Badge tone="accent">This one</Badge> : <Button onClick={onEnd}>End</Button>}
      </Td>
    </Tr>
  );
}

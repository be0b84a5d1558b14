import { Link } from '@tanstack/react-router';
import { Plus, SearchX, UsersRound } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { OnDay } from '../../ui/when.tsx';
import { PagedRows } from '../paging/paged-rows.tsx';
import { useInstallation, useMay } from '../session/session.ts';
import { CreateTeamSheet } from './create-team.tsx';

const Teams_Query = graphql(`
  query Teams_Query($search: String, $after: String) {
    teams(first: 50, after: $after, search: $search) {
      nodes {
        id
        name
        createdAt
        blockedAt
        archivedAt
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
`);

type Team = ResultOf<typeof Teams_Query>['teams']['nodes'][number];

export function TeamsPanel({ search }: { search: string }) {
  const [creating, setCreating] = useState(false);
  const { everywhere } = useMay('MANAGE_TEAMS');
  const variables = { search: search === '' ? null : search };
  const [result, refetch] = useQuery({
    query: Teams_Query,
    variables,
    requestPolicy: 'cache-and-network',
  });
  const create = everywhere && (
    <Button look="solid" onClick={() => setCreating(true)}>
      <Plus aria-hidden="true" className="size-3.5" /> Create team
    </Button>
  );
  return (
    <Panel title="Teams" actions={create}>
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows />}>
        {({ teams }) =>
          teams.nodes.length > 0 ? (
            <Table label="Teams">
              <thead>
                <tr>
                  <Th>Team</Th>
                  <Th>Status</Th>
                  <Th numeric>Created</Th>
                </tr>
              </thead>
              <tbody>
                <PagedRows
                  key={search}
                  page={teams}
                  query={Teams_Query}
                  variables={variables}
                  pick={(data) => data.teams}
                  columns={3}
                  what="teams"
                  row={(team) => <TeamRow team={team} />}
                />
              </tbody>
            </Table>
          ) : search === '' ? (
            <Notice icon={UsersRound} title="No teams yet">
              A team has members and keys, and its spend is reported as one.
            </Notice>
          ) : (
            <Notice icon={SearchX} title={`No team matches “${search}”`} />
          )
        }
      </QueryView>
      <CreateTeamSheet open={creating} onClose={() => setCreating(false)} />
    </Panel>
  );
}

function TeamRow({ team }: { team: Team }) {
  const { reportingTimeZone } = useInstallation();
  return (
    <Tr>
      <RowHeader className="max-w-72 max-sm:max-w-40">
        <Link
          to="."
          search={(search) => ({ ...search, team: team.id })}
          resetScroll={false}
          title={team.name}
          className="block truncate font-medium hover:underline"
        >
          {team.name}
        </Link>
      </RowHeader>
      <Td>
        <TeamStatus team={team} />
      </Td>
      <Td numeric className="text-ink-soft">
        <OnDay at={team.createdAt} timeZone={reportingTimeZone} />
      </Td>
    </Tr>
  );
}

export function TeamStatus({ team }: { team: Pick<Team, 'archivedAt' | 'blockedAt'> }) {
  if (team.archivedAt) return <Badge>Archived</Badge>;
  if (team.blockedAt) return <Badge tone="warn">Blocked</Badge>;
  return <Badge tone="good">Active</Badge>;
}

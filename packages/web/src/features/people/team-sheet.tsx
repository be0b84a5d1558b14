import { SearchX } from 'lucide-react';
import { useQuery } from 'urql';
import { graphql } from '../../lib/graphql.ts';
import { Notice } from '../../ui/notice.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { TeamActions, TeamActions_Team } from './team-actions.tsx';
import { TeamBudgets } from './team-budgets.tsx';
import { TeamMembers, TeamMembers_Team } from './team-members.tsx';
import { TeamStatus } from './teams-panel.tsx';

const Team_Query = graphql(
  `
    query Team_Query($id: ID!) {
      team(id: $id) {
        id
        name
        blockedAt
        archivedAt
        ...TeamActions_Team
        ...TeamMembers_Team
      }
    }
  `,
  [TeamActions_Team, TeamMembers_Team],
);

interface TeamSheetProps {
  teamId: string | undefined;
  onClose: () => void;
}

/** One team: its state, what it may spend, and who is in it. */
export function TeamSheet({ teamId, onClose }: TeamSheetProps) {
  return (
    <Sheet
      open={teamId !== undefined}
      onClose={onClose}
      title="Team"
      description="Who is in this team, and what can be done about it"
    >
      {teamId !== undefined && <TeamDetails key={teamId} id={teamId} />}
    </Sheet>
  );
}

function TeamDetails({ id }: { id: string }) {
  const [result, refetch] = useQuery({
    query: Team_Query,
    variables: { id },
    requestPolicy: 'cache-and-network',
  });
  return (
    <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows />}>
      {({ team }) =>
        team === null ? (
          <Notice icon={SearchX} title="There is no such team" />
        ) : (
          <>
            <div className="flex items-center gap-3 px-4 pt-4">
              <h3 className="min-w-0 text-lg font-semibold break-words">{team.name}</h3>
              <TeamStatus team={team} />
            </div>
            <TeamActions team={team} />
            <TeamBudgets teamId={team.id} />
            <TeamMembers team={team} />
          </>
        )
      }
    </QueryView>
  );
}

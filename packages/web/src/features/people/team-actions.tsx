import { Archive, Ban, CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { useMay } from '../session/session.ts';

export const TeamActions_Team = graphql(`
  fragment TeamActions_Team on Team {
    id
    blockedAt
    archivedAt
  }
`);

const BlockTeam_Mutation = graphql(`
  mutation BlockTeam_Mutation($id: ID!) {
    blockTeam(id: $id) {
      userErrors {
        path
        message
      }
    }
  }
`);

const UnblockTeam_Mutation = graphql(`
  mutation UnblockTeam_Mutation($id: ID!) {
    unblockTeam(id: $id) {
      userErrors {
        path
        message
      }
    }
  }
`);

const ArchiveTeam_Mutation = graphql(`
  mutation ArchiveTeam_Mutation($id: ID!) {
    archiveTeam(id: $id) {
      userErrors {
        path
        message
      }
    }
  }
`);

const TOUCHES = { touches: ['Team', 'TeamConnection'] };

export function TeamActions({ team }: { team: FragmentOf<typeof TeamActions_Team> }) {
  const { id, blockedAt, archivedAt } = readFragment(TeamActions_Team, team);
  const [sure, setSure] = useState(false);
  const { everywhere } = useMay('MANAGE_TEAMS');
  const block = useAction(BlockTeam_Mutation, TOUCHES);
  const unblock = useAction(UnblockTeam_Mutation, TOUCHES);
  const archive = useAction(ArchiveTeam_Mutation, TOUCHES);
  if (!everywhere || archivedAt !== null) return null;
  const problems = { ...block.problems, ...unblock.problems, ...archive.problems };
  return (
    <div className="flex flex-col gap-3 p-4">
      <FormProblem problems={problems} />
      {sure ? (
        <>
          <p className="text-[13px] text-ink-soft">
            An archived team is gone for good: its keys are refused. Its spend stays on record.
          </p>
          <div className="flex gap-2">
            <Button onClick={() => setSure(false)}>Keep it</Button>
            <Button look="danger" disabled={archive.busy} onClick={() => void archive.run({ id })}>
              Archive team
            </Button>
          </div>
        </>
      ) : (
        <div className="flex flex-wrap gap-2">
          {blockedAt === null ? (
            <Button disabled={block.busy} onClick={() => void block.run({ id })}>
              <Ban aria-hidden="true" className="size-3.5" /> Block
            </Button>
          ) : (
            <Button disabled={unblock.busy} onClick={() => void unblock.run({ id })}>
              <CircleCheck aria-hidden="true" className="size-3.5" /> Unblock
            </Button>
          )}
          <Button onClick={() => setSure(true)}>
            <Archive aria-hidden="true" className="size-3.5" /> Archive
          </Button>
        </div>
      )}
    </div>
  );
}

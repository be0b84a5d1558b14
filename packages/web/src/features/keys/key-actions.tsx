import { Ban, CircleCheck, Pencil, RotateCw, Signature, Trash2 } from 'lucide-react';
import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { KeyStatus_Key } from './key-status.tsx';

export const KeyActions_Key = graphql(
  `
    fragment KeyActions_Key on ApiKey {
      id
      blockedAt
      ...KeyStatus_Key
    }
  `,
  [KeyStatus_Key],
);

const BlockKey_Mutation = graphql(`
  mutation BlockKey_Mutation($id: ID!) {
    blockApiKey(id: $id) {
      apiKey {
        id
      }
      userErrors {
        path
        message
      }
    }
  }
`);

const UnblockKey_Mutation = graphql(`
  mutation UnblockKey_Mutation($id: ID!) {
    unblockApiKey(id: $id) {
      apiKey {
        id
      }
      userErrors {
        path
        message
      }
    }
  }
`);

/** What is being done about a key. */
export type KeyTask = 'look' | 'edit' | 'rotate' | 'revoke' | 'sign';

interface KeyActionsProps {
  apiKey: FragmentOf<typeof KeyActions_Key>;
  onTask: (task: KeyTask) => void;
}

export function KeyActions({ apiKey, onTask }: KeyActionsProps) {
  const { id, status, blockedAt } = readFragment(KeyActions_Key, apiKey);
  const block = useAction(BlockKey_Mutation, { touches: ['ApiKey'] });
  const unblock = useAction(UnblockKey_Mutation, { touches: ['ApiKey'] });
  if (status === 'REVOKED') return null;
  return (
    <div className="flex flex-col gap-3 p-4">
      <FormProblem problems={{ ...block.problems, ...unblock.problems }} />
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => onTask('edit')}>
          <Pencil aria-hidden="true" className="size-3.5" /> Edit
        </Button>
        <Button onClick={() => onTask('rotate')}>
          <RotateCw aria-hidden="true" className="size-3.5" /> Rotate
        </Button>
        {blockedAt === null ? (
          <Button disabled={block.busy} onClick={() => void block.run({ id })}>
            <Ban aria-hidden="true" className="size-3.5" /> Block
          </Button>
        ) : (
          <Button disabled={unblock.busy} onClick={() => void unblock.run({ id })}>
            <CircleCheck aria-hidden="true" className="size-3.5" /> Unblock
          </Button>
        )}
        <Button onClick={() => onTask('sign')}>
          <Signature aria-hidden="true" className="size-3.5" /> Signed ids
        </Button>
        <Button onClick={() => onTask('revoke')}>
          <Trash2 aria-hidden="true" className="size-3.5" /> Revoke
        </Button>
      </div>
    </div>
  );
}

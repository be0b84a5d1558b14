import type { VariablesOf } from '../../lib/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { Unblock_Mutation } from './block-queries.ts';
import { useChange } from './use-change.ts';

interface UnblockButtonProps {
  subject: VariablesOf<typeof Unblock_Mutation>['subject'];
  /** Whom it lets in again, for a screen reader. */
  name: string;
}

export function UnblockButton({ subject, name }: UnblockButtonProps) {
  const { send, busy, errors } = useChange(Unblock_Mutation, {
    fields: [],
    onDone: () => undefined,
  });
  return (
    <>
      {errors['form'] && (
        <span role="alert" className="text-[13px] text-bad">
          {errors['form']}
        </span>
      )}
      <Button
        aria-label={`Unblock ${name}`}
        aria-disabled={busy}
        onClick={() => void send({ subject })}
      >
        Unblock
      </Button>
    </>
  );
}

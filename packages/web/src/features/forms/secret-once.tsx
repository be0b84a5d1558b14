import { Button } from '../../ui/button.tsx';
import { SecretLine } from '../../ui/secret-line.tsx';

interface SecretOnceProps {
  /** Null when the request was a repetition: its secret was in the first answer. */
  secret: string | null;
  note: string;
  /** What becomes of it here. */
  kept?: string;
  onDone: () => void;
}

const HASHED = 'Only its SHA-256 is kept, so it cannot be shown again.';

/** A secret right after it was made. Closing it is the end of it. */
export function SecretOnce({ secret, note, kept = HASHED, onDone }: SecretOnceProps) {
  return (
    <div className="flex flex-col gap-4 p-4">
      {secret === null ? (
        <p role="alert" className="rounded-md bg-warn-well px-3 py-2 text-[13px] text-warn">
          This was made by an earlier attempt, whose answer did not arrive. Its secret cannot be
          shown again: rotate it to get a new one.
        </p>
      ) : (
        <>
          <p className="text-[13px] text-ink-soft">{`Copy it now. ${kept}`}</p>
          <SecretLine text={secret} label="Copy the secret" />
        </>
      )}
      <p className="text-[13px] text-ink-faint">{note}</p>
      <Button look="solid" className="h-9 self-end" onClick={onDone}>
        Done
      </Button>
    </div>
  );
}

import { SecretOnce } from '../forms/secret-once.tsx';

/** The secret that messages are signed with, right after it was made. */
export function WebhookSecret({ secret, onDone }: { secret: string | null; onDone: () => void }) {
  return (
    <SecretOnce
      secret={secret}
      kept="It is kept sealed, to sign with, and is not shown again."
      note="Give it to the receiver, which checks with it that a message comes from here and was not changed: docs/webhooks.md."
      onDone={onDone}
    />
  );
}

import { useState } from 'react';
import { randomId } from '../../lib/random-id.ts';
import { Sheet } from '../../ui/sheet.tsx';
import { useAction } from '../forms/use-action.ts';
import { WEBHOOK_FIELDS, WebhookForm } from './webhook-form.tsx';
import { ALTERED, CreateWebhook_Mutation } from './webhook-queries.ts';
import { WebhookSecret } from './webhook-secret.tsx';

export function CreateWebhookSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [shown, setShown] = useState<{ secret: string | null } | null>(null);
  const close = () => {
    setShown(null);
    onClose();
  };
  return (
    <Sheet
      open={open}
      onClose={close}
      held={shown !== null}
      title={shown ? 'The endpoint is made' : 'New endpoint'}
      description="Makes a webhook endpoint and shows its secret once"
    >
      {shown && <WebhookSecret secret={shown.secret} onDone={close} />}
      {open && !shown && (
        <CreateWebhook onSecret={(secret) => setShown({ secret })} onCancel={close} />
      )}
    </Sheet>
  );
}

interface CreateWebhookProps {
  onSecret: (secret: string | null) => void;
  onCancel: () => void;
}

function CreateWebhook({ onSecret, onCancel }: CreateWebhookProps) {
  const [sent, setSent] = useState({ request: '', key: '' });
  const create = useAction(CreateWebhook_Mutation, {
    fields: WEBHOOK_FIELDS,
    touches: ALTERED,
  });
  return (
    <WebhookForm
      busy={create.busy}
      problems={create.problems}
      onCancel={onCancel}
      onSubmit={async (input) => {
        // Another endpoint is another request; the same one, sent again, makes no second.
        const request = JSON.stringify(input);
        const key = sent.request === request ? sent.key : randomId();
        setSent({ request, key });
        const done = await create.run({ input, idempotencyKey: key });
        if (done) onSecret(done.createWebhookEndpoint.secret);
      }}
    />
  );
}

import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { SureButton } from '../../ui/sure-button.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { ReplayForm } from './replay-form.tsx';
import { RotateSecret } from './rotate-secret.tsx';
import { WEBHOOK_FIELDS, WebhookForm } from './webhook-form.tsx';
import {
  ALTERED,
  DeleteWebhook_Mutation,
  type EndpointFacts,
  PingWebhook_Mutation,
  UpdateWebhook_Mutation,
} from './webhook-queries.ts';
import { WebhookSecret } from './webhook-secret.tsx';

const TITLES = {
  edit: 'Edit the endpoint',
  replay: 'Send again',
  rotate: 'New secret',
} as const;

/** What can be done with an endpoint. */
export function WebhookActions({ endpoint }: { endpoint: EndpointFacts }) {
  const [sheet, setSheet] = useState<keyof typeof TITLES | null>(null);
  const [made, setMade] = useState<{ secret: string | null } | null>(null);
  const ping = useAction(PingWebhook_Mutation, { touches: ALTERED });
  const close = () => {
    setSheet(null);
    setMade(null);
  };
  return (
    <div className="flex flex-wrap gap-2">
      <Button disabled={ping.busy} onClick={() => void ping.run({ id: endpoint.id })}>
        Send a ping
      </Button>
      <Button onClick={() => setSheet('replay')}>Send again…</Button>
      <Button onClick={() => setSheet('edit')}>Edit</Button>
      <Button onClick={() => setSheet('rotate')}>New secret…</Button>
      <DeleteButton endpoint={endpoint} />
      <div className="basis-full empty:hidden">
        <FormProblem problems={ping.problems} />
      </div>
      <Sheet
        open={sheet !== null}
        onClose={close}
        held={made !== null}
        title={sheet ? TITLES[sheet] : ''}
        description={`Changes ${endpoint.url}`}
      >
        {sheet === 'edit' && <EditWebhook endpoint={endpoint} onDone={close} />}
        {sheet === 'replay' && <ReplayForm endpoint={endpoint} onDone={close} />}
        {sheet === 'rotate' && !made && (
          <RotateSecret
            endpoint={endpoint}
            onCancel={close}
            onSecret={(secret) => setMade({ secret })}
          />
        )}
        {made && <WebhookSecret secret={made.secret} onDone={close} />}
      </Sheet>
    </div>
  );
}

function EditWebhook({ endpoint, onDone }: { endpoint: EndpointFacts; onDone: () => void }) {
  const [opened] = useState(endpoint);
  const update = useAction(UpdateWebhook_Mutation, { fields: WEBHOOK_FIELDS, touches: ALTERED });
  const { id, revision: expectedRevision } = opened;
  return (
    <WebhookForm
      endpoint={opened}
      busy={update.busy}
      problems={update.problems}
      onCancel={onDone}
      onSubmit={async (input) => {
        if (await update.run({ id, expectedRevision, input })) onDone();
      }}
    />
  );
}

function DeleteButton({ endpoint: { id } }: { endpoint: EndpointFacts }) {
  const navigate = useNavigate();
  const remove = useAction(DeleteWebhook_Mutation, { touches: ALTERED });
  const submit = async () => {
    if (await remove.run({ id })) void navigate({ to: '/settings', search: { tab: 'webhooks' } });
  };
  return (
    <>
      <SureButton sure="Really delete" busy={remove.busy} onSure={() => void submit()}>
        Delete
      </SureButton>
      <FormProblem problems={remove.problems} />
    </>
  );
}

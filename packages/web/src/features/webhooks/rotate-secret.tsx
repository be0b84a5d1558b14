import { useState } from 'react';
import { randomId } from '../../lib/random-id.ts';
import { Select } from '../../ui/select.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { useAction } from '../forms/use-action.ts';
import { ALTERED, type EndpointFacts, RotateWebhookSecret_Mutation } from './webhook-queries.ts';

const OVERLAPS = [
  { value: '0', label: 'At once' },
  { value: '1', label: 'In an hour' },
  { value: '24', label: 'In a day' },
  { value: '168', label: 'In 7 days' },
] as const;

interface RotateSecretProps {
  endpoint: EndpointFacts;
  onSecret: (secret: string | null) => void;
  onCancel: () => void;
}

export function RotateSecret({ endpoint, onSecret, onCancel }: RotateSecretProps) {
  const [overlap, setOverlap] = useState<(typeof OVERLAPS)[number]['value']>('24');
  const [idempotencyKey, setIdempotencyKey] = useState(randomId);
  const rotate = useAction(RotateWebhookSecret_Mutation, {
    fields: ['overlapHours'],
    touches: ALTERED,
  });
  const submit = async () => {
    const request = { id: endpoint.id, overlapHours: Number(overlap), idempotencyKey };
    const done = await rotate.run(request);
    if (done) onSecret(done.rotateWebhookSecret.secret);
  };
  return (
    <FormShell
      submit="Make a new secret"
      busy={rotate.busy}
      error={rotate.problems['form']}
      onSubmit={() => void submit()}
      onCancel={onCancel}
    >
      <p className="text-[13px] text-ink-soft">
        Until the old one ends messages are signed with both, so that the receiver can change over
        at any moment.
      </p>
      <Select
        label="The old secret ends"
        value={overlap}
        choices={OVERLAPS}
        onChoose={(chosen) => {
          setOverlap(chosen);
          setIdempotencyKey(randomId());
        }}
        error={rotate.problems['overlapHours']}
      />
    </FormShell>
  );
}

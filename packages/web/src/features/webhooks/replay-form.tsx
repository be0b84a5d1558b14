import { useState } from 'react';
import { plural } from '../../lib/counts.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { useAction } from '../forms/use-action.ts';
import { ALTERED, type EndpointFacts, ReplayDeliveries_Mutation } from './webhook-queries.ts';

/** Sends everything from a number on once more, in order. */
export function ReplayForm({ endpoint, onDone }: { endpoint: EndpointFacts; onDone: () => void }) {
  const [from, setFrom] = useState('');
  const [problem, setProblem] = useState<string>();
  const [replayed, setReplayed] = useState<number | null>(null);
  const replay = useAction(ReplayDeliveries_Mutation, {
    fields: ['fromSequence'],
    touches: ALTERED,
  });
  const submit = async () => {
    const isNumber = /^\d{1,9}$/.test(from);
    setProblem(isNumber ? undefined : 'Enter the number of a delivery.');
    if (!isNumber) return;
    const done = await replay.run({ endpointId: endpoint.id, fromSequence: Number(from) });
    if (done) setReplayed(done.replayWebhookDeliveries.replayed);
  };
  if (replayed !== null) {
    return (
      <div className="flex flex-col gap-4 p-4">
        <p role="status" className="text-[13px]">
          {replayed === 0
            ? 'There is nothing from there on.'
            : `${plural(replayed, 'message')} will be sent again, in order.`}
        </p>
        <Button look="solid" className="h-9 self-end" onClick={onDone}>
          Done
        </Button>
      </div>
    );
  }
  return (
    <FormShell
      submit="Send again"
      busy={replay.busy}
      error={replay.problems['form']}
      onSubmit={() => void submit()}
      onCancel={onDone}
    >
      <p className="text-[13px] text-ink-soft">
        For a receiver that has lost what it was told. The messages are the same to the last byte,
        under the same ids; what comes after them waits.
      </p>
      <Field
        label="From number"
        inputMode="numeric"
        autoComplete="off"
        value={from}
        onChange={(event) => setFrom(event.target.value.trim())}
        hint="The first one that is sent again"
        error={problem ?? replay.problems['fromSequence']}
      />
    </FormShell>
  );
}

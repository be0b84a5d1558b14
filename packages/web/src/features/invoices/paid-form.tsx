import { useState } from 'react';
import { randomId } from '../../lib/random-id.ts';
import { Field } from '../../ui/field.tsx';
import { Money } from '../../ui/money.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { useAction } from '../forms/use-action.ts';
import { type InvoiceFacts, MarkPaid_Mutation } from './invoice-queries.ts';
import { ALTERED } from './invoice-words.ts';

export function PaidForm({ invoice, onDone }: { invoice: InvoiceFacts; onDone: () => void }) {
  const [idempotencyKey] = useState(randomId);
  const [reference, setReference] = useState('');
  const paid = useAction(MarkPaid_Mutation, { fields: ['reference'], touches: ALTERED });
  const { id, revision: expectedRevision, totals } = invoice;
  const submit = async () => {
    const request = { id, expectedRevision, reference: reference.trim(), idempotencyKey };
    if (await paid.run(request)) onDone();
  };
  return (
    <FormShell
      submit="Mark as paid"
      busy={paid.busy}
      error={paid.problems['form']}
      onSubmit={() => void submit()}
      onCancel={onDone}
    >
      <p className="text-[13px] text-ink-soft">
        All that is due was paid:{' '}
        <Money of={totals.due} as="billed" className="font-semibold text-ink" />
      </p>
      <Field
        label="Reference"
        autoComplete="off"
        value={reference}
        onChange={(event) => setReference(event.target.value)}
        hint="What the payment is found by, such as that of a bank transfer"
        error={paid.problems['reference']}
      />
    </FormShell>
  );
}

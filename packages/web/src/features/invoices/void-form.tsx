import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { randomId } from '../../lib/random-id.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Field } from '../../ui/field.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { useAction } from '../forms/use-action.ts';
import { type InvoiceFacts, VoidInvoice_Mutation } from './invoice-queries.ts';
import { ALTERED } from './invoice-words.ts';

/** The number stays used; the replacement, if there is to be one, opens. */
export function VoidForm({ invoice, onDone }: { invoice: InvoiceFacts; onDone: () => void }) {
  const [idempotencyKey] = useState(randomId);
  const [reason, setReason] = useState('');
  const [replace, setReplace] = useState(true);
  const navigate = useNavigate();
  const revoke = useAction(VoidInvoice_Mutation, { fields: ['reason'], touches: ALTERED });
  const { id, revision: expectedRevision } = invoice;
  const submit = async () => {
    const request = { id, expectedRevision, reason: reason.trim(), replace, idempotencyKey };
    const done = await revoke.run(request);
    if (!done) return;
    onDone();
    const { replacement } = done.voidInvoice;
    if (replacement === null) return;
    void navigate({ to: '/invoices/$invoiceId', params: { invoiceId: replacement.id } });
  };
  return (
    <FormShell
      submit="Make it void"
      danger
      busy={revoke.busy}
      error={revoke.problems['form']}
      onSubmit={() => void submit()}
      onCancel={onDone}
    >
      <p className="text-[13px] text-ink-soft">
        Nothing of <strong className="font-semibold text-ink">{invoice.number}</strong> is owed any
        more, for good. It stays on record, and its number is never given again.
      </p>
      <Field
        label="Reason"
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        hint="Stays on the invoice"
        error={revoke.problems['reason']}
      />
      <Checkbox checked={replace} onChange={setReplace}>
        Draft a replacement that bills the very same calls
      </Checkbox>
    </FormShell>
  );
}

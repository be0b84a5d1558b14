import { useState } from 'react';
import { Field } from '../../ui/field.tsx';
import { BlockCustomer_Mutation } from './block-queries.ts';
import { FormShell } from './form-shell.tsx';
import { useChange } from './use-change.ts';

interface BlockFormProps {
  /** Who is to be blocked, when that is settled. */
  customer?: string;
  onDone: () => void;
}

/** Refuses every call of a customer from now on. */
export function BlockForm({ customer: settled, onDone }: BlockFormProps) {
  const [customer, setCustomer] = useState(settled ?? '');
  const [reason, setReason] = useState('');
  const { send, busy, errors } = useChange(BlockCustomer_Mutation, {
    fields: ['customer', 'reason'],
    onDone,
  });
  return (
    <FormShell
      submit="Block"
      danger
      busy={busy}
      error={errors['form']}
      onSubmit={() => void send({ customer, reason })}
      onCancel={onDone}
    >
      <p className="text-[13px] text-ink-soft">
        Every call for {settled === undefined ? 'this customer' : <strong>{settled}</strong>} is
        refused at once, whatever key it is made with. Calls under way end as they would.
      </p>
      {settled === undefined && (
        <Field
          label="Customer"
          name="customer"
          autoComplete="off"
          spellCheck={false}
          value={customer}
          onChange={(event) => setCustomer(event.target.value)}
          error={errors['customer']}
        />
      )}
      <Field
        label="Reason"
        name="reason"
        autoComplete="off"
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        hint="Kept with the block"
        error={errors['reason']}
      />
    </FormShell>
  );
}

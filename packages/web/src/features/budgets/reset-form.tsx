import { useState } from 'react';
import { randomId } from '../../lib/random-id.ts';
import { Field } from '../../ui/field.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import type { BudgetFacts } from './budget-fragment.ts';
import { ResetBudget_Mutation } from './budget-queries.ts';
import { BudgetUse } from './budget-use.tsx';
import { useChange } from './use-change.ts';

/** Lets the running window begin anew. */
export function ResetForm({ budget, onDone }: { budget: BudgetFacts; onDone: () => void }) {
  const [idempotencyKey] = useState(randomId);
  const [reason, setReason] = useState('');
  const { send, busy, errors } = useChange(ResetBudget_Mutation, {
    fields: ['reason'],
    onDone,
  });
  const submit = () => void send({ input: { id: budget.id, reason }, idempotencyKey });
  return (
    <FormShell
      submit="Reset the count"
      busy={busy}
      error={errors['form']}
      onSubmit={submit}
      onCancel={onDone}
    >
      <BudgetUse budget={budget} />
      <p className="text-[13px] text-ink-soft">
        What was spent in this window no longer counts against the limit. It stays recorded and is
        billed as before.
      </p>
      <Field
        label="Reason"
        name="reason"
        autoComplete="off"
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        hint="Kept for ever, with your name"
        error={errors['reason']}
      />
    </FormShell>
  );
}

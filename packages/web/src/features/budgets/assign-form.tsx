import { useState } from 'react';
import { TextArea } from '../../ui/text-area.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { AssignTier_Mutation, type TierFacts } from './tier-queries.ts';
import { tierBudgetText } from './tier-terms.ts';
import { useChange } from './use-change.ts';

/** Puts one or many customers on a tier. */
export function AssignForm({ tier, onDone }: { tier: TierFacts; onDone: () => void }) {
  const [text, setText] = useState('');
  const { send, busy, errors } = useChange(AssignTier_Mutation, {
    fields: ['customers'],
    onDone,
  });
  const customers = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return (
    <FormShell
      submit={customers.length > 1 ? `Assign ${customers.length} customers` : 'Assign'}
      busy={busy}
      error={errors['form']}
      onSubmit={() => void send({ tier: tier.id, customers })}
      onCancel={onDone}
    >
      <p className="text-[13px] text-ink-soft">
        {tier.budgets.length === 0 ? 'No budget' : tier.budgets.map(tierBudgetText).join('; ')}, for
        each of them.
      </p>
      <TextArea
        label="Customers"
        name="customers"
        rows={10}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        hint="One id a line, up to 1,000; also those that have not called yet"
        error={errors['customers']}
      />
    </FormShell>
  );
}

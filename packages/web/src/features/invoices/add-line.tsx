import { useState } from 'react';
import { isSignedDecimal } from '../../lib/decimal-input.ts';
import { Field } from '../../ui/field.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { useAction } from '../forms/use-action.ts';
import { AddLine_Mutation, type InvoiceFacts } from './invoice-queries.ts';
import { ALTERED } from './invoice-words.ts';

/** Puts a line on a draft by hand. It stays when the draft is refreshed. */
export function AddLine({ invoice, onDone }: { invoice: InvoiceFacts; onDone: () => void }) {
  const [description, setDescription] = useState('');
  const [amount, setAmount] = useState('');
  const [problem, setProblem] = useState<string>();
  const add = useAction(AddLine_Mutation, { fields: ['description', 'amount'], touches: ALTERED });
  const submit = async () => {
    const exact = amount.trim();
    if (!isSignedDecimal(exact)) {
      setProblem('Enter an amount in US dollars, such as 250 or -12.50.');
      return;
    }
    setProblem(undefined);
    const { id, revision: expectedRevision } = invoice;
    if (await add.run({ id, expectedRevision, description: description.trim(), amount: exact }))
      onDone();
  };
  return (
    <FormShell
      submit="Add the line"
      busy={add.busy}
      error={add.problems['form']}
      onSubmit={() => void submit()}
      onCancel={onDone}
    >
      <Field
        label="Description"
        value={description}
        onChange={(event) => setDescription(event.target.value)}
        hint="As the customer reads it"
        error={add.problems['description']}
      />
      <Field
        label="Amount in US dollars"
        inputMode="decimal"
        autoComplete="off"
        value={amount}
        onChange={(event) => setAmount(event.target.value)}
        hint={
          invoice.totals.total.currency === 'USD'
            ? 'Before tax; below 0 it is taken off'
            : `Before tax, converted at ${invoice.exchangeRate}; below 0 it is taken off`
        }
        error={problem ?? add.problems['amount']}
      />
    </FormShell>
  );
}

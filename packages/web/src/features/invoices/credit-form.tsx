import { useState } from 'react';
import { isDecimal } from '../../lib/decimal-input.ts';
import { randomId } from '../../lib/random-id.ts';
import { Field } from '../../ui/field.tsx';
import { Money } from '../../ui/money.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { useAction } from '../forms/use-action.ts';
import { CreateCreditNote_Mutation, type InvoiceFacts } from './invoice-queries.ts';
import { ALTERED } from './invoice-words.ts';

/** Takes back part or all of a final invoice. */
export function CreditForm({ invoice, onDone }: { invoice: InvoiceFacts; onDone: () => void }) {
  const [idempotencyKey, setIdempotencyKey] = useState(randomId);
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string>();
  const credit = useAction(CreateCreditNote_Mutation, {
    fields: ['amount', 'reason'],
    touches: ALTERED,
  });
  const { id, revision: expectedRevision, totals } = invoice;
  const { currency } = totals.total;
  // Another amount is another credit note; the same one, sent again, credits nothing twice.
  const changed = () => setIdempotencyKey(randomId());
  const submit = async () => {
    const exact = amount.trim();
    if (!isDecimal(exact)) {
      setProblem(`Enter an amount in ${currency}, such as 12.50.`);
      return;
    }
    setProblem(undefined);
    const request = { id, expectedRevision, amount: exact, reason: reason.trim(), idempotencyKey };
    if (await credit.run(request)) onDone();
  };
  return (
    <FormShell
      submit="Credit"
      busy={credit.busy}
      error={credit.problems['form']}
      onSubmit={() => void submit()}
      onCancel={onDone}
    >
      <p className="text-[13px] text-ink-soft">
        The invoice stays as it is; the credit note, with a number of its own, takes back part or
        all of it. It came to{' '}
        <Money of={totals.total} as="billed" className="font-medium text-ink" />
        {', of which '}
        <Money of={totals.credited} as="billed" className="font-medium text-ink" /> is credited.
      </p>
      <Field
        label={`Amount in ${currency}`}
        inputMode="decimal"
        autoComplete="off"
        value={amount}
        onChange={(event) => {
          setAmount(event.target.value);
          changed();
        }}
        hint="Tax included"
        error={problem ?? credit.problems['amount']}
      />
      <Field
        label="Reason"
        value={reason}
        onChange={(event) => {
          setReason(event.target.value);
          changed();
        }}
        hint="The customer reads it"
        error={credit.problems['reason']}
      />
    </FormShell>
  );
}

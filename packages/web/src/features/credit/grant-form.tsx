import { useState } from 'react';
import { isDecimal } from '../../lib/decimal-input.ts';
import { randomId } from '../../lib/random-id.ts';
import { Field } from '../../ui/field.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { useAction } from '../forms/use-action.ts';
import { ALTERED, GrantCredit_Mutation } from './credit-queries.ts';

interface GrantFormProps {
  customer: string;
  currency: string;
  onDone: () => void;
}

/** Credit for a customer, in the currency it is billed in. */
export function GrantForm({ customer, currency, onDone }: GrantFormProps) {
  const [values, setValues] = useState({ name: '', amount: '', priority: '100', expires: '' });
  const [unsent, setUnsent] = useState<Record<string, string>>({});
  const [sent, setSent] = useState({ request: '', key: '' });
  const grant = useAction(GrantCredit_Mutation, {
    fields: ['name', 'amount', 'currency', 'priority', 'expiresAt'],
    touches: ALTERED,
  });
  const problems = { ...grant.problems, ...unsent };
  const change = (part: Partial<typeof values>) => setValues({ ...values, ...part });
  const submit = async () => {
    const amount = values.amount.trim();
    const isCount = /^\d{1,4}$/.test(values.priority.trim());
    setUnsent({
      ...(!isDecimal(amount) && { amount: `Enter an amount in ${currency}, such as 12.50.` }),
      ...(!isCount && { priority: 'Enter a whole number.' }),
    });
    if (!isDecimal(amount) || !isCount) return;
    const expiresAt = values.expires === '' ? null : `${values.expires}:00.000Z`;
    const priority = Number(values.priority);
    const input = { customer, name: values.name.trim(), amount, currency, priority, expiresAt };
    // Other credit is another request; the same, sent again, grants nothing twice.
    const request = JSON.stringify(input);
    const key = sent.request === request ? sent.key : randomId();
    setSent({ request, key });
    if (await grant.run({ input, idempotencyKey: key })) onDone();
  };
  return (
    <FormShell
      submit="Grant"
      busy={grant.busy}
      error={problems['form'] ?? problems['currency']}
      onSubmit={() => void submit()}
      onCancel={onDone}
    >
      <p className="text-[13px] text-ink-soft">
        Invoices take from it, whole or in part, when they are finalised: what has the lowest
        priority first, then what ends first.
      </p>
      <Field
        label="Name"
        autoComplete="off"
        value={values.name}
        onChange={(event) => change({ name: event.target.value })}
        hint="As the customer reads it"
        error={problems['name']}
      />
      <Field
        label={`Amount in ${currency}`}
        inputMode="decimal"
        autoComplete="off"
        value={values.amount}
        onChange={(event) => change({ amount: event.target.value })}
        error={problems['amount']}
      />
      <Field
        label="Priority"
        inputMode="numeric"
        autoComplete="off"
        value={values.priority}
        onChange={(event) => change({ priority: event.target.value })}
        hint="From 0 to 1000"
        error={problems['priority']}
      />
      <Field
        label="Ends (UTC)"
        type="datetime-local"
        value={values.expires}
        onChange={(event) => change({ expires: event.target.value })}
        hint="Empty: never"
        error={problems['expiresAt']}
      />
    </FormShell>
  );
}

import { useState } from 'react';
import { formatInstant } from '../../lib/dates.ts';
import { isDecimal } from '../../lib/decimal-input.ts';
import type { DecimalText } from '../../lib/money.ts';
import { randomId } from '../../lib/random-id.ts';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { useInstallation } from '../session/session.ts';
import type { BudgetFacts } from './budget-fragment.ts';
import { RaiseBudget_Mutation } from './budget-queries.ts';
import { BudgetUse } from './budget-use.tsx';
import { useChange } from './use-change.ts';

const FIELDS = ['amount', 'until', 'reason'] as const;

/** Adds to a limit until an instant. */
export function RaiseForm({ budget, onDone }: { budget: BudgetFacts; onDone: () => void }) {
  const { reportingTimeZone } = useInstallation();
  const [idempotencyKey] = useState(randomId);
  const resetsAt = budget.state?.resetsAt ?? null;
  const [amount, setAmount] = useState('');
  const [ends, setEnds] = useState(resetsAt === null ? 'chosen' : 'reset');
  const [chosen, setChosen] = useState('');
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<{ amount?: string; until?: string }>({});
  const { send, busy, errors } = useChange(RaiseBudget_Mutation, {
    fields: FIELDS,
    onDone,
  });
  const submit = () => {
    const until = ends === 'reset' && resetsAt !== null ? resetsAt : instantOf(chosen);
    const found = {
      ...(isDecimal(amount) ? {} : { amount: 'Enter an amount, such as 10 or 0.05.' }),
      ...(until === null ? { until: 'Choose when it ends.' } : {}),
    };
    setProblem(found);
    if (until === null || !isDecimal(amount)) return;
    const input = { id: budget.id, amount: amount as DecimalText, until, reason };
    void send({ input, idempotencyKey });
  };
  return (
    <FormShell
      submit="Raise"
      busy={busy}
      error={errors['form']}
      onSubmit={submit}
      onCancel={onDone}
    >
      <BudgetUse budget={budget} />
      <Field
        label="Add to the limit, in US dollars"
        name="amount"
        inputMode="decimal"
        autoComplete="off"
        value={amount}
        onChange={(event) => setAmount(event.target.value.trim())}
        error={problem.amount ?? errors['amount']}
      />
      {resetsAt !== null && (
        <Select
          label="Until"
          value={ends}
          choices={[
            {
              value: 'reset',
              label: `It resets: ${formatInstant(resetsAt, budget.window.timeZone ?? reportingTimeZone)}`,
            },
            { value: 'chosen', label: 'Another time' },
          ]}
          onChoose={setEnds}
        />
      )}
      {ends === 'chosen' && (
        <Field
          label="Ends at"
          name="until"
          type="datetime-local"
          value={chosen}
          onChange={(event) => setChosen(event.target.value)}
          hint="In the time zone of this browser"
          error={problem.until}
        />
      )}
      {errors['until'] && (
        <p role="alert" className="text-[13px] text-bad">
          {errors['until']}
        </p>
      )}
      <Field
        label="Reason"
        name="reason"
        autoComplete="off"
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        hint="Kept with the raise"
        error={errors['reason']}
      />
    </FormShell>
  );
}

/** What the browser's own field means; null when nothing was chosen. */
function instantOf(local: string): string | null {
  const at = new Date(local);
  return local === '' || Number.isNaN(at.getTime()) ? null : at.toISOString();
}

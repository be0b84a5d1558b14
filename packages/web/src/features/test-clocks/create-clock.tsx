import { useState } from 'react';
import { linesOf } from '../../lib/form-problems.ts';
import { randomId } from '../../lib/random-id.ts';
import { Field } from '../../ui/field.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { useAction } from '../forms/use-action.ts';
import { CreateClock_Mutation, PASSED } from './clock-queries.ts';

export function CreateClock({ onDone }: { onDone: () => void }) {
  const [name, setName] = useState('');
  const [customers, setCustomers] = useState('');
  const [now, setNow] = useState(() => `${new Date().toISOString().slice(0, 7)}-01T00:00`);
  const [sent, setSent] = useState({ request: '', key: '' });
  const [undated, setUndated] = useState(false);
  const create = useAction(CreateClock_Mutation, {
    fields: ['name', 'customers', 'now'],
    touches: PASSED,
  });
  const submit = async () => {
    setUndated(now === '');
    if (now === '') return;
    const input = { name: name.trim(), customers: linesOf(customers), now: `${now}:00.000Z` };
    // Another clock is another request; the same one, sent again, makes no second.
    const request = JSON.stringify(input);
    const key = sent.request === request ? sent.key : randomId();
    setSent({ request, key });
    if (await create.run({ input, idempotencyKey: key })) onDone();
  };
  return (
    <FormShell
      submit="Make the clock"
      busy={create.busy}
      error={create.problems['form']}
      onSubmit={() => void submit()}
      onCancel={onDone}
    >
      <Field
        label="Name"
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={create.problems['name']}
      />
      <TextArea
        label="Customers"
        rows={4}
        value={customers}
        spellCheck={false}
        onChange={(event) => setCustomers(event.target.value)}
        hint="Their ids, one on each line, 100 at most. Only such as have never had an invoice."
        error={create.problems['customers']}
      />
      <Field
        label="Its time to begin with (UTC)"
        type="datetime-local"
        value={now}
        onChange={(event) => setNow(event.target.value)}
        error={undated ? 'Enter a day and a time.' : create.problems['now']}
      />
    </FormShell>
  );
}

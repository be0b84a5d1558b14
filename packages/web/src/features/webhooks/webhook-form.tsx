import { useState } from 'react';
import type { FormProblems } from '../../lib/form-problems.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Field } from '../../ui/field.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import type { EndpointFacts } from './webhook-queries.ts';
import { EVENTS } from './webhook-words.ts';

export type WebhookInput = Pick<EndpointFacts, 'url' | 'description' | 'tests' | 'status'> & {
  events: EndpointFacts['events'][number][];
};

export const WEBHOOK_FIELDS = ['url', 'description', 'events', 'tests', 'status'] as const;

interface WebhookFormProps {
  /** Absent: a new one. */
  endpoint?: EndpointFacts;
  busy: boolean;
  problems: FormProblems;
  onSubmit: (input: WebhookInput) => void;
  onCancel: () => void;
}

export function WebhookForm(props: WebhookFormProps) {
  const { endpoint, busy, problems, onSubmit, onCancel } = props;
  const [url, setUrl] = useState(endpoint?.url ?? '');
  const [description, setDescription] = useState(endpoint?.description ?? '');
  const [events, setEvents] = useState(endpoint?.events ?? []);
  const [tests, setTests] = useState(endpoint?.tests ?? true);
  const [active, setActive] = useState((endpoint?.status ?? 'ACTIVE') === 'ACTIVE');
  const submit = () => {
    const status = active ? 'ACTIVE' : 'DISABLED';
    onSubmit({
      ...{ url: url.trim(), description: description.trim(), tests, status },
      events: [...events],
    });
  };
  return (
    <FormShell
      submit={endpoint ? 'Save' : 'Make the endpoint'}
      busy={busy}
      error={problems['form']}
      onSubmit={submit}
      onCancel={onCancel}
    >
      <Field
        label="URL"
        type="url"
        autoComplete="off"
        spellCheck={false}
        value={url}
        onChange={(event) => setUrl(event.target.value)}
        hint="https, and public unless the configuration names your network"
        error={problems['url']}
      />
      <Field
        label="Description"
        autoComplete="off"
        value={description}
        onChange={(event) => setDescription(event.target.value)}
        error={problems['description']}
      />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1.5 text-[13px] font-medium">Told of</legend>
        <p className="text-xs text-ink-faint">None chosen: all of them, also those to come</p>
        {EVENTS.map(({ value, label }) => (
          <Checkbox
            key={value}
            className="min-h-6"
            checked={events.includes(value)}
            onChange={(chosen) =>
              setEvents(chosen ? [...events, value] : events.filter((each) => each !== value))
            }
          >
            <span className="font-mono text-xs">{label}</span>
          </Checkbox>
        ))}
        {problems['events'] && (
          <p role="alert" className="text-[13px] text-bad">
            {problems['events']}
          </p>
        )}
      </fieldset>
      <Checkbox checked={tests} onChange={setTests}>
        Also of customers on a test clock: <span className="font-mono text-xs">isTest</span> tells
      </Checkbox>
      <Checkbox checked={active} onChange={setActive}>
        Active: what happens while it is not is told once it is again
      </Checkbox>
    </FormShell>
  );
}

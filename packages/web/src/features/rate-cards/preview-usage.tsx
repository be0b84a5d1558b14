import { useEffect, useState } from 'react';
import { Field } from '../../ui/field.tsx';
import { Segments } from '../../ui/segments.tsx';
import { CountFields, isCount } from '../forms/count-fields.tsx';
import { useInstallation } from '../session/session.ts';
import type { PreviewInput } from './preview-query.ts';

/** All of the question but the terms. */
export type UsageInput = Omit<PreviewInput, 'terms'>;

const OF = [
  { value: 'sample', label: 'A sample' },
  { value: 'last', label: 'Customer, last period' },
  { value: 'present', label: 'This period so far' },
] as const;

type Of = (typeof OF)[number]['value'];

const COUNTS = [
  { name: 'calls', label: 'Calls' },
  { name: 'inputTokens', label: 'Input tokens of each' },
  { name: 'cachedInputTokens', label: 'Of them cached' },
  { name: 'outputTokens', label: 'Output tokens of each' },
] as const;

type Counts = Record<(typeof COUNTS)[number]['name'], string>;

const EXAMPLE: Counts = {
  calls: '100000',
  inputTokens: '1200',
  cachedInputTokens: '800',
  outputTokens: '300',
};

interface PreviewUsageProps {
  /** Null while it makes no sense yet. */
  onChange: (usage: UsageInput | null) => void;
}

/** Whose usage, or how much of it, the terms are tried on. */
export function PreviewUsage({ onChange }: PreviewUsageProps) {
  const { exampleModel } = useInstallation();
  const [of, setOf] = useState<Of>('sample');
  const [customer, setCustomer] = useState('');
  const [model, setModel] = useState(exampleModel ?? 'openai/gpt-4o');
  const [counts, setCounts] = useState(EXAMPLE);
  const [now] = useState(() => new Date().toISOString());
  const usage = of === 'sample' ? sampleOf(model, counts) : customerOf(customer, of, now);
  const text = JSON.stringify(usage);
  useEffect(() => onChange(JSON.parse(text) as UsageInput | null), [onChange, text]);
  return (
    <div className="flex flex-col gap-4 px-4 pb-4">
      <div className="self-start">
        <Segments label="Tried on" value={of} segments={OF} onChange={setOf} />
      </div>
      {of === 'sample' ? (
        <>
          <Field
            label="Model"
            autoComplete="off"
            spellCheck={false}
            value={model}
            onChange={(event) => setModel(event.target.value)}
          />
          <CountFields
            fields={COUNTS}
            values={counts}
            onChange={(name, text) => setCounts({ ...counts, [name]: text.trim() })}
          />
        </>
      ) : (
        <Field
          label="Customer"
          autoComplete="off"
          spellCheck={false}
          value={customer}
          onChange={(event) => setCustomer(event.target.value)}
          hint="Its id"
        />
      )}
    </div>
  );
}

function sampleOf(model: string, counts: Counts): UsageInput | null {
  if (model.trim() === '' || !Object.values(counts).every(isCount)) return null;
  const numbers = COUNTS.map(({ name }) => [name, Number(counts[name])] as const);
  const { calls = 0, ...tokens } = Object.fromEntries(numbers);
  return { sample: [{ model: model.trim(), calls, ...tokens }] };
}

function customerOf(customer: string, of: Of, now: string): UsageInput | null {
  if (customer.trim() === '') return null;
  return { customer: customer.trim(), at: of === 'present' ? now : null };
}

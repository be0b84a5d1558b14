import type { FormProblems } from '../../lib/form-problems.ts';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { PERIODS } from '../budgets/terms-fields.tsx';
import type { SpendValues } from './key-spend.ts';

interface SpendFieldsProps {
  values: SpendValues;
  problems: FormProblems;
  onChange: (change: Partial<SpendValues>) => void;
}

const RATES = [
  { name: 'requestsPerMinute', label: 'Calls a minute', hint: 'Empty: as many as come.' },
  { name: 'tokensPerMinute', label: 'Tokens a minute', hint: undefined },
  { name: 'maxParallel', label: 'Calls at one time', hint: undefined },
] as const;

/** What a key may spend, and how fast. */
export function SpendFields({ values, problems, onChange }: SpendFieldsProps) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Budget in US dollars"
          inputMode="decimal"
          autoComplete="off"
          value={values.limit}
          onChange={(event) => onChange({ limit: event.target.value })}
          hint="Empty: no budget of its own. 0 refuses whatever costs something."
          error={problems['limit']}
        />
        <Select
          label="Begins anew"
          value={values.period}
          choices={PERIODS}
          onChoose={(period) => onChange({ period })}
          error={problems['period']}
        />
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        {RATES.map(({ name, label, hint }) => (
          <Field
            key={name}
            label={label}
            inputMode="numeric"
            autoComplete="off"
            value={values[name]}
            onChange={(event) => onChange({ [name]: event.target.value })}
            hint={hint}
            error={problems[name]}
          />
        ))}
      </div>
    </>
  );
}

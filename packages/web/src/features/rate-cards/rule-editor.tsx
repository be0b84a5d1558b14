import { Trash2 } from 'lucide-react';
import type { FormProblems } from '../../lib/form-problems.ts';
import { IconButton } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { KINDS, type RuleFields } from './card-fields.ts';
import { PriceEditor } from './price-editor.tsx';

interface RuleEditorProps {
  rule: RuleFields;
  /** Where it stands, from 0. */
  at: number;
  problems: FormProblems;
  onChange: (rule: RuleFields) => void;
  /** Absent for the only one. */
  onRemove?: (() => void) | undefined;
}

/** Which models a rule is for, and what they are charged. */
export function RuleEditor({ rule, at, problems, onChange, onRemove }: RuleEditorProps) {
  const set = (change: Partial<RuleFields>) => onChange({ ...rule, ...change });
  const path = `rules.${at}`;
  return (
    <fieldset className="flex min-w-0 flex-col gap-4 rounded-lg border border-line p-4">
      <legend className="sr-only">{`Rule ${at + 1}`}</legend>
      <div className="flex items-center gap-2">
        <span aria-hidden="true" className="flex-1 text-[13px] font-semibold">
          {`Rule ${at + 1}`}
        </span>
        {onRemove && (
          <IconButton label={`Remove rule ${at + 1}`} onClick={onRemove}>
            <Trash2 aria-hidden="true" className="size-4" />
          </IconButton>
        )}
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Name"
          autoComplete="off"
          value={rule.name}
          onChange={(event) => set({ name: event.target.value })}
          hint="Stands on the lines of tiers and packages"
          error={problems[`${path}.name`]}
        />
        <Field
          label="Models"
          autoComplete="off"
          spellCheck={false}
          value={rule.models}
          onChange={(event) => set({ models: event.target.value })}
          hint="With commas between; gpt-4o* is all that begin so, * is every one"
          error={problems[`${path}.models`]}
        />
        <Select
          label="Charged by"
          choices={KINDS}
          value={rule.kind}
          onChoose={(kind) => set({ kind })}
          error={problems[`${path}.price`] ?? problems[`${path}.price.kind`]}
        />
        <Field
          label="Fee for each request, USD"
          inputMode="decimal"
          autoComplete="off"
          placeholder="0"
          value={rule.requestFee}
          onChange={(event) => set({ requestFee: event.target.value })}
          hint="Besides, whatever it used"
          error={problems[`${path}.requestFee`]}
        />
      </div>
      <PriceEditor rule={rule} path={`${path}.price`} problems={problems} onChange={set} />
    </fieldset>
  );
}

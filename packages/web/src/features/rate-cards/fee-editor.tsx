import { Plus, X } from 'lucide-react';
import type { FormProblems } from '../../lib/form-problems.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { type CardFields, type FeeFields, newFee } from './card-fields.ts';

interface EditorProps {
  card: CardFields;
  problems: FormProblems;
  onChange: (change: Partial<CardFields>) => void;
}

const SUMS = [
  { name: 'allowance', label: 'Allowance, USD', hint: 'So much usage is free in each period' },
  { name: 'discountPercent', label: 'Discount, per cent', hint: 'On what the allowance has left' },
  { name: 'minimum', label: 'Minimum, USD', hint: 'What is missing is owed as a true-up' },
] as const;

/** What holds for a period as a whole, in the order in which it is reckoned. */
export function SumsEditor({ card, problems, onChange }: EditorProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      {SUMS.map(({ name, label, hint }) => (
        <Field
          key={name}
          label={label}
          inputMode="decimal"
          autoComplete="off"
          placeholder="None"
          value={card[name]}
          onChange={(event) => onChange({ [name]: event.target.value })}
          hint={hint}
          error={problems[name]}
        />
      ))}
    </div>
  );
}

/** What is owed for each period, whatever was used. */
export function FeesEditor({ card, problems, onChange }: EditorProps) {
  const { fixedFees } = card;
  const set = (at: number, change: Partial<FeeFields>) =>
    onChange({ fixedFees: fixedFees.map((fee, i) => (i === at ? { ...fee, ...change } : fee)) });
  return (
    <div className="flex flex-col gap-3">
      {problems['fixedFees'] && (
        <p role="alert" className="text-[13px] text-bad">
          {problems['fixedFees']}
        </p>
      )}
      {fixedFees.map((fee, at) => (
        <div key={fee.id} className="flex items-end gap-2">
          <div className="grid min-w-0 flex-1 grid-cols-2 items-end gap-2">
            <Field
              label="Fixed fee"
              autoComplete="off"
              value={fee.name}
              onChange={(event) => set(at, { name: event.target.value })}
              error={problems[`fixedFees.${at}.name`]}
            />
            <Field
              label="USD each period"
              inputMode="decimal"
              autoComplete="off"
              value={fee.amount}
              onChange={(event) => set(at, { amount: event.target.value })}
              error={problems[`fixedFees.${at}.amount`]}
            />
          </div>
          <IconButton
            label={`Remove fixed fee ${at + 1}`}
            onClick={() => onChange({ fixedFees: fixedFees.filter((_, i) => i !== at) })}
          >
            <X aria-hidden="true" className="size-4" />
          </IconButton>
        </div>
      ))}
      <Button
        className="self-start"
        onClick={() => onChange({ fixedFees: [...fixedFees, newFee()] })}
      >
        <Plus aria-hidden="true" className="size-3.5" /> Add a fixed fee
      </Button>
    </div>
  );
}

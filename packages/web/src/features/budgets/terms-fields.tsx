import type { DecimalText } from '../../lib/money.ts';
import { Field } from '../../ui/field.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Select } from '../../ui/select.tsx';

/** What a budget says, as it stands in the fields. */
export interface Terms {
  limit: string;
  period: string;
  timeZone: string;
  kind: 'HARD' | 'SOFT';
  /** Per cent, with commas between. */
  thresholds: string;
}

export type TermsErrors = Partial<Record<'limit' | 'period' | 'timeZone' | 'thresholds', string>>;

export const PERIODS = [
  { value: 'daily', label: 'Each day' },
  { value: 'weekly', label: 'Each week, from Monday' },
  { value: 'monthly', label: 'Each month' },
  { value: 'quarterly', label: 'Each quarter' },
  { value: 'yearly', label: 'Each year' },
  { value: '24h', label: 'Every 24 hours' },
  { value: '7d', label: 'Every 7 days' },
  { value: '30d', label: 'Every 30 days' },
  { value: 'total', label: 'Once and for all' },
] as const;

const KINDS = [
  { value: 'HARD', label: 'Hard: refuses' },
  { value: 'SOFT', label: 'Soft: only tells' },
] as const;

interface TermsFieldsProps {
  terms: Terms;
  onChange: (terms: Terms) => void;
  errors: TermsErrors;
}

export function TermsFields({ terms, onChange, errors }: TermsFieldsProps) {
  const set = (change: Partial<Terms>) => onChange({ ...terms, ...change });
  const known = PERIODS.some(({ value }) => value === terms.period);
  const periods = known
    ? PERIODS
    : [...PERIODS, { value: terms.period, label: `Every ${terms.period}` }];
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Limit in US dollars"
          name="limit"
          inputMode="decimal"
          autoComplete="off"
          value={terms.limit}
          onChange={(event) => set({ limit: event.target.value.trim() })}
          hint="Exact, with up to 12 decimals"
          error={errors.limit}
        />
        <Select
          label="Begins anew"
          name="period"
          choices={periods}
          value={terms.period}
          onChoose={(period) => set({ period })}
          error={errors.period}
        />
      </div>
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1.5 text-[13px] font-medium">When it is used up</legend>
        <Segments
          label="When it is used up"
          value={terms.kind}
          segments={KINDS}
          onChange={(kind) => set({ kind })}
        />
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Thresholds in per cent"
          name="thresholds"
          autoComplete="off"
          value={terms.thresholds}
          onChange={(event) => set({ thresholds: event.target.value })}
          hint="From the first on it is “near limit”"
          error={errors.thresholds}
        />
        <Field
          label="Time zone"
          name="timeZone"
          autoComplete="off"
          spellCheck={false}
          value={terms.timeZone}
          onChange={(event) => set({ timeZone: event.target.value })}
          hint="Whose midnight counts, such as Europe/Berlin"
          error={errors.timeZone}
        />
      </div>
    </>
  );
}

/** As the server is told; what is no number there is left for it to refuse. */
export function readTerms({ limit, period, timeZone, thresholds }: Terms) {
  const percents = thresholds.split(/[,;\s]+/).filter((part) => part !== '');
  return {
    limit: limit as DecimalText,
    period,
    timeZone: timeZone.trim(),
    thresholds: percents as DecimalText[],
  };
}

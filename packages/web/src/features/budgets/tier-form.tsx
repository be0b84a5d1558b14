import { useState } from 'react';
import { isDecimal } from '../../lib/decimal-input.ts';
import { listOf } from '../../lib/form-problems.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Field } from '../../ui/field.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { useInstallation } from '../session/session.ts';
import { BudgetPreview } from './budget-preview.tsx';
import { readTerms, type Terms, TermsFields } from './terms-fields.tsx';
import { CreateTier_Mutation, type TierFacts, UpdateTier_Mutation } from './tier-queries.ts';
import { useChange } from './use-change.ts';

const FIELDS = [
  'name',
  'limit',
  'period',
  'timeZone',
  'thresholds',
  'requestsPerMinute',
  'tokensPerMinute',
  'maxParallel',
  'models',
] as const;

/** Makes a tier or changes one. It edits the first budget; others, set over GraphQL, are kept. */
export function TierForm({ tier, onDone }: { tier?: TierFacts; onDone: () => void }) {
  const { reportingTimeZone } = useInstallation();
  const [name, setName] = useState(tier?.name ?? '');
  const [terms, setTerms] = useState<Terms>(() => termsOf(tier, reportingTimeZone));
  const [speed, setSpeed] = useState(() => speedOf(tier));
  const [models, setModels] = useState(tier?.models?.join(', ') ?? '');
  const [isDefault, setIsDefault] = useState(tier?.isDefault ?? false);
  const options = { fields: FIELDS, onDone };
  const create = useChange(CreateTier_Mutation, {
    ...options,
  });
  const update = useChange(UpdateTier_Mutation, {
    ...options,
  });
  const { busy, errors } = tier ? update : create;
  const [problem, setProblem] = useState<string>();
  const hasBudget = terms.limit !== '';
  const budget = { ...readTerms(terms), kind: terms.kind };
  const submit = () => {
    const wrong = hasBudget && !isDecimal(terms.limit);
    setProblem(wrong ? 'Enter an amount in US dollars, such as 4 or 0.05, or nothing.' : undefined);
    if (wrong) return;
    const first = tier?.budgets[0];
    const narrowed = first && { model: first.model, provider: first.provider, tag: first.tag };
    const others = (tier?.budgets.slice(1) ?? []).map(({ limit, window, ...rest }) => ({
      ...rest,
      limit: limit.amount,
      period: window.period,
      timeZone: window.timeZone,
    }));
    const input = {
      budgets: hasBudget ? [{ ...narrowed, ...budget }, ...others] : others,
      requestsPerMinute: countOf(speed.requestsPerMinute),
      tokensPerMinute: countOf(speed.tokensPerMinute),
      maxParallel: countOf(speed.maxParallel),
      models: orNull(listOf(models)),
      isDefault,
    };
    if (!tier) void create.send({ input: { ...input, name } });
    else
      void update.send({ id: tier.id, expectedRevision: tier.revision, input: { ...input, name } });
  };
  return (
    <FormShell
      submit={tier ? 'Save' : 'Make the tier'}
      busy={busy}
      error={errors['form']}
      onSubmit={submit}
      onCancel={onDone}
    >
      <Field
        label="Name"
        name="name"
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={errors['name']}
        hint="Such as my-free-tier"
      />
      <TermsFields
        terms={terms}
        onChange={setTerms}
        errors={{ ...errors, ...(problem === undefined ? {} : { limit: problem }) }}
      />
      {tier && (
        <BudgetPreview whose={{ tier: tier.id }} terms={isDecimal(terms.limit) ? budget : null} />
      )}
      <SpeedFields speed={speed} onChange={setSpeed} errors={errors} />
      <Field
        label="Models"
        name="models"
        autoComplete="off"
        spellCheck={false}
        value={models}
        onChange={(event) => setModels(event.target.value)}
        hint="With commas between; empty is every model; gpt-4o* is all that begin so"
        error={errors['models']}
      />
      <Checkbox checked={isDefault} onChange={setIsDefault}>
        The tier of customers that have no other, from their first call on
      </Checkbox>
    </FormShell>
  );
}

interface Speed {
  requestsPerMinute: string;
  tokensPerMinute: string;
  maxParallel: string;
}

const SPEEDS = [
  ['requestsPerMinute', 'Requests a minute'],
  ['tokensPerMinute', 'Tokens a minute'],
  ['maxParallel', 'Calls at once'],
] as const;

interface SpeedFieldsProps {
  speed: Speed;
  onChange: (speed: Speed) => void;
  errors: Partial<Record<keyof Speed, string>>;
}

function SpeedFields({ speed, onChange, errors }: SpeedFieldsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      {SPEEDS.map(([key, label]) => (
        <Field
          key={key}
          label={label}
          name={key}
          inputMode="numeric"
          autoComplete="off"
          placeholder="No limit"
          value={speed[key]}
          onChange={(event) => onChange({ ...speed, [key]: event.target.value.replace(/\D/g, '') })}
          error={errors[key]}
        />
      ))}
    </div>
  );
}

function speedOf(tier: TierFacts | undefined): Speed {
  const text = (value: number | null | undefined) => (value == null ? '' : String(value));
  return {
    requestsPerMinute: text(tier?.requestsPerMinute),
    tokensPerMinute: text(tier?.tokensPerMinute),
    maxParallel: text(tier?.maxParallel),
  };
}

function termsOf(tier: TierFacts | undefined, timeZone: string): Terms {
  const first = tier?.budgets[0];
  return {
    limit: first?.limit.amount ?? '',
    period: first?.window.period ?? 'monthly',
    timeZone: first?.window.timeZone ?? timeZone,
    kind: first?.kind ?? 'HARD',
    thresholds: first?.thresholds.join(', ') ?? '80, 100',
  };
}

function countOf(text: string): number | null {
  return text === '' ? null : Number(text.slice(0, 15));
}

function orNull(names: string[]): string[] | null {
  return names.length === 0 ? null : names;
}

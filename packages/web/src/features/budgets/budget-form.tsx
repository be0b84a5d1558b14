import { useState } from 'react';
import { isDecimal } from '../../lib/decimal-input.ts';
import { FormShell } from '../forms/form-shell.tsx';
import { useInstallation } from '../session/session.ts';
import type { BudgetFacts } from './budget-fragment.ts';
import { BudgetPreview } from './budget-preview.tsx';
import { SetBudget_Mutation } from './budget-queries.ts';
import { ScopeLabel } from './scope-label.tsx';
import { ScopePicker } from './scope-picker.tsx';
import { type ScopeTerm, scopeInput } from './scope-terms.ts';
import { readTerms, type Terms, type TermsErrors, TermsFields } from './terms-fields.tsx';
import { useChange } from './use-change.ts';

const FIELDS = ['limit', 'period', 'timeZone', 'thresholds', 'scope'] as const;

interface BudgetFormProps {
  /** The budget to change; left out, a new one is made. */
  budget?: BudgetFacts;
  /** Whose the new one is, to begin with. */
  scope?: readonly ScopeTerm[];
  onDone: () => void;
}

const OF_A_CUSTOMER: readonly ScopeTerm[] = [{ dimension: 'customer', value: '' }];

export function BudgetForm({ budget, scope: begun = OF_A_CUSTOMER, onDone }: BudgetFormProps) {
  const { reportingTimeZone } = useInstallation();
  const [terms, setTerms] = useState<Terms>(() => termsOf(budget, reportingTimeZone));
  const [scope, setScope] = useState(begun);
  const [asked, setAsked] = useState(false);
  const { send, busy, errors } = useChange(SetBudget_Mutation, {
    fields: FIELDS,
    onDone,
  });
  const input = readTerms(terms);
  const given = budget ? null : scopeInput(scope);
  const missing = limitProblem(terms.limit);
  const submit = () => {
    setAsked(true);
    if (missing !== undefined) return;
    void send({
      input: {
        ...input,
        kind: terms.kind,
        ...(budget ? { id: budget.id, expectedRevision: budget.revision } : { scope: given }),
      },
    });
  };
  const shown: TermsErrors = asked && missing ? { ...errors, limit: missing } : errors;
  return (
    <FormShell
      submit={budget ? 'Save' : 'Set the budget'}
      busy={busy}
      error={errors['form']}
      onSubmit={submit}
      onCancel={onDone}
    >
      {budget ? (
        <div>
          <p className="mb-1 text-[13px] font-medium">Whose spend counts</p>
          <ScopeLabel scope={budget.scope} />
        </div>
      ) : (
        <ScopePicker terms={scope} onChange={setScope} error={errors['scope']} />
      )}
      <TermsFields terms={terms} onChange={setTerms} errors={shown} />
      <BudgetPreview
        whose={given === null ? { scope: scopeOf(budget) } : { scope: given }}
        terms={missing === undefined ? { ...input, kind: terms.kind } : null}
      />
    </FormShell>
  );
}

function limitProblem(limit: string): string | undefined {
  return isDecimal(limit) ? undefined : 'Enter an amount in US dollars, such as 25 or 0.05.';
}

function termsOf(budget: BudgetFacts | undefined, timeZone: string): Terms {
  return {
    limit: budget?.limit.amount ?? '',
    period: budget?.window.period ?? 'monthly',
    timeZone: budget?.window.timeZone ?? timeZone,
    kind: budget?.kind ?? 'HARD',
    thresholds: budget?.thresholds.join(', ') ?? '80, 100',
  };
}

/** The scope of a budget as the server is told. */
function scopeOf(budget: BudgetFacts | undefined) {
  if (!budget) return {};
  const { customer, tag, model, provider, apiKey, team, user } = budget.scope;
  const ids = { apiKey: apiKey?.id ?? null, team: team?.id ?? null, user: user?.id ?? null };
  return { customer, tag, model, provider, ...ids };
}

import { FormShell } from '../forms/form-shell.tsx';
import type { BudgetFacts } from './budget-fragment.ts';
import { RemoveBudget_Mutation } from './budget-queries.ts';
import { BudgetUse } from './budget-use.tsx';
import { periodWords, scopeText } from './budget-words.ts';
import { useChange } from './use-change.ts';

export function RemoveBudget({ budget, onDone }: { budget: BudgetFacts; onDone: () => void }) {
  const { send, busy, errors } = useChange(RemoveBudget_Mutation, {
    fields: [],
    onDone,
  });
  const submit = () => void send({ id: budget.id, expectedRevision: budget.revision });
  return (
    <FormShell
      submit="Remove"
      danger
      busy={busy}
      error={errors['form']}
      onSubmit={submit}
      onCancel={onDone}
    >
      <p className="text-[13px]">
        Nothing limits any more what <strong>{scopeText(budget.scope)}</strong> spends{' '}
        {periodWords(budget.window.period)}, unless another budget does.
      </p>
      <BudgetUse budget={budget} />
    </FormShell>
  );
}

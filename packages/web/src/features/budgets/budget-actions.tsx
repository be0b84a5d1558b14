import { MoreHorizontal } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../../ui/button.tsx';
import { Menu, MenuItem, MenuLabel } from '../../ui/menu.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { useMay } from '../session/session.ts';
import { BudgetForm } from './budget-form.tsx';
import type { BudgetFacts } from './budget-fragment.ts';
import { BudgetHistory } from './budget-history.tsx';
import { scopeText } from './budget-words.ts';
import { RaiseForm } from './raise-form.tsx';
import { RemoveBudget } from './remove-budget.tsx';
import { ResetForm } from './reset-form.tsx';

const ACTIONS = {
  edit: { title: 'Change the budget', Form: BudgetForm },
  raise: { title: 'Raise for a while', Form: RaiseForm },
  reset: { title: 'Reset the count', Form: ResetForm },
  history: { title: 'Raises and resets', Form: BudgetHistory },
  remove: { title: 'Remove the budget', Form: RemoveBudget },
} as const;

type Action = keyof typeof ACTIONS;

/** What can be done with one budget. Terms of a tier's budget are the tier's. */
export function BudgetActions({ budget }: { budget: BudgetFacts }) {
  const [action, setAction] = useState<Action | null>(null);
  const { may } = useMay('MANAGE_BUDGETS');
  if (!may) return null;
  const shown = action && ACTIONS[action];
  const close = () => setAction(null);
  const isOwn = budget.tier === null && !budget.configured;
  return (
    <>
      <Menu
        trigger={
          <IconButton label={`Change the budget of ${scopeText(budget.scope)}`}>
            <MoreHorizontal aria-hidden="true" className="size-4" />
          </IconButton>
        }
      >
        {budget.configured && <MenuLabel>Set in config.yaml</MenuLabel>}
        {isOwn && <MenuItem onSelect={() => setAction('edit')}>Change…</MenuItem>}
        <MenuItem onSelect={() => setAction('raise')}>Raise for a while…</MenuItem>
        <MenuItem onSelect={() => setAction('reset')}>Reset the count…</MenuItem>
        <MenuItem onSelect={() => setAction('history')}>Raises and resets</MenuItem>
        {isOwn && <MenuItem onSelect={() => setAction('remove')}>Remove…</MenuItem>}
      </Menu>
      <Sheet
        open={shown !== null}
        onClose={close}
        title={shown?.title ?? ''}
        description={`For ${scopeText(budget.scope)}`}
      >
        {shown && <shown.Form budget={budget} onDone={close} />}
      </Sheet>
    </>
  );
}

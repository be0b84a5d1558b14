import { isWithin, type Reach } from '../../platform/access/index.ts';
import type { BudgetService, BudgetTarget } from '../index.ts';
import { type Budget, toBudget } from './budget-types.ts';

/** A budget of a scope, or a tier's as one customer has it; null when there is none within reach. */
export async function findBudget(
  budgets: BudgetService,
  target: BudgetTarget | null,
  reach: Reach,
): Promise<Budget | null> {
  const [record] = target === null ? [] : await budgets.byIds([target.budgetId]);
  if (!target || !record || (record.tierId === null) !== (target.customer === null)) return null;
  const budget = toBudget(record, target.customer);
  return isWithin(reach, budget.scope.scope) ? budget : null;
}

import { type CallFacts, isWithin } from './call-facts.ts';
import type { BudgetTarget, StoredRules } from './stored-rules.ts';

/** The budgets that a call counts against, as the rules are now: those of its customer's tier first. */
export function budgetsOfCall(
  rules: Pick<StoredRules, 'current' | 'tierOf'>,
  call: CallFacts,
): BudgetTarget[] {
  const { customer } = call;
  const tier = customer === null ? null : rules.tierOf(customer);
  const ofTier = (tier?.budgets ?? [])
    .filter(({ within }) => isWithin(within, call))
    .map(({ id }) => ({ budgetId: id, customer }));
  const own = rules.current.budgets
    .filter(({ scope }) => isWithin(scope, call))
    .map(({ id }) => ({ budgetId: id, customer: null }));
  return [...ofTier, ...own];
}

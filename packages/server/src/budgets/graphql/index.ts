import type { BudgetStates, Budgets } from '../index.ts';
import { BlockResolver } from './block-resolver.ts';
import { BudgetResolver } from './budget-resolver.ts';
import { BudgetChangeResolver } from './change-resolver.ts';
import { createChildren, type NamedThings } from './children.ts';
import { CustomerRulesResolver } from './customer-resolver.ts';
import { BudgetHistoryResolver } from './history-resolver.ts';
import { LimitResolver } from './limit-resolver.ts';
import { PreviewResolver } from './preview-resolver.ts';
import { BudgetScopeResolver } from './scope-resolver.ts';
import { TierResolver } from './tier-resolver.ts';

export { Budget, toBudget } from './budget-types.ts';
export { createBudgetNodes } from './nodes.ts';

export const BUDGET_RESOLVERS = [
  BlockResolver,
  BudgetChangeResolver,
  BudgetHistoryResolver,
  BudgetResolver,
  BudgetScopeResolver,
  CustomerRulesResolver,
  LimitResolver,
  PreviewResolver,
  TierResolver,
];

export function createBudgetResolvers(deps: {
  budgets: Budgets;
  states: BudgetStates;
  named: NamedThings;
}): object[] {
  const children = createChildren(deps);
  const { rules, budgets, tiers, limits, blocks, history, previews, watch } = deps.budgets;
  return [
    new BlockResolver({ blocks, children }),
    new BudgetChangeResolver(watch),
    new BudgetHistoryResolver(history),
    new BudgetResolver({ budgets, children }),
    new BudgetScopeResolver(children),
    new CustomerRulesResolver({ rules, budgets, blocks, children }),
    new LimitResolver(limits),
    new PreviewResolver(previews),
    new TierResolver({ tiers, children }),
  ];
}

import { isWithin } from '../../platform/access/index.ts';
import type { NodeSource } from '../../platform/graphql/index.ts';
import { isUuid } from '../../platform/opaque/index.ts';
import type { Budgets } from '../index.ts';
import { BUDGET_ID, readTargetKey } from './budget-id.ts';
import { findBudget } from './find-budget.ts';
import { TIER_ID, toTier } from './tier-types.ts';

/** What of budgets is found by id. */
export function createBudgetNodes({
  budgets,
  tiers,
}: Pick<Budgets, 'budgets' | 'tiers'>): NodeSource[] {
  return [
    {
      type: BUDGET_ID,
      permission: 'READ_BUDGETS',
      find: (key, reach) => findBudget(budgets, readTargetKey(key), reach),
    },
    {
      type: TIER_ID,
      permission: 'READ_BUDGETS',
      find: async (key, reach) => {
        const [tier] = isWithin(reach, {}) && isUuid(key) ? await tiers.byIds([key]) : [];
        return tier ? toTier(tier) : null;
      },
    },
  ];
}

import { decodeKey, decodeUuid, encodeId, isUuid } from '../../platform/opaque/index.ts';
import type { BudgetTarget } from '../index.ts';

const OWN = 'Budget';
const OF_TIER = 'TierBudget';
const UUID_LENGTH = 36;

/** The id of a budget; that of a tier's budget says whose share of it is meant. */
export function writeTarget({ budgetId, customer }: BudgetTarget): string {
  return customer === null ? encodeId(OWN, budgetId) : encodeId(OF_TIER, `${budgetId}:${customer}`);
}

/** Null when the text is no such id. */
export function readTarget(id: string): BudgetTarget | null {
  const own = decodeUuid(OWN, id);
  if (own !== null) return { budgetId: own, customer: null };
  const key = decodeKey(OF_TIER, id);
  const budgetId = key?.slice(0, UUID_LENGTH) ?? '';
  if (key === null || !isUuid(budgetId) || key[UUID_LENGTH] !== ':') return null;
  return { budgetId, customer: key.slice(UUID_LENGTH + 1) };
}

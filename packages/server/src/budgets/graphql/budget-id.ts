import { decodeKey, encodeId, isUuid } from '../../platform/opaque/index.ts';
import type { BudgetTarget } from '../index.ts';

export const BUDGET_ID = 'Budget';
const UUID_LENGTH = 36;

/** The id of a budget; that of a tier's budget says whose share of it is meant. */
export function writeTarget({ budgetId, customer }: BudgetTarget): string {
  return encodeId(BUDGET_ID, customer === null ? budgetId : `${budgetId}:${customer}`);
}

/** Null when the text is no such id. */
export function readTarget(id: string): BudgetTarget | null {
  const key = decodeKey(BUDGET_ID, id);
  return key === null ? null : readTargetKey(key);
}

/** What stands in the id of a budget; null when that is nothing such. */
export function readTargetKey(key: string): BudgetTarget | null {
  const budgetId = key.slice(0, UUID_LENGTH);
  if (!isUuid(budgetId)) return null;
  if (key.length === UUID_LENGTH) return { budgetId, customer: null };
  return key[UUID_LENGTH] === ':' ? { budgetId, customer: key.slice(UUID_LENGTH + 1) } : null;
}

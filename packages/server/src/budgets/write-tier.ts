import { randomUUIDv7 } from 'node:crypto';
import { err, ok, type Result } from '../kernel/index.ts';
import type { Queryable } from '../platform/postgres/index.ts';
import { conflict, outdated, type Problem } from './problem.ts';
import { isUnchanged, toBudgetValues } from './rule-rows.ts';
import {
  type BudgetRow,
  findTierBudgets,
  insertBudget,
  removeBudgets,
  updateBudget,
} from './sql/budget-rows.ts';
import {
  clearDefault,
  findTier,
  insertTier,
  type TierRow,
  type TierValues,
  updateTier,
} from './sql/tier-rows.ts';
import { NO_TIER, type TierBudgetTerms, type TierInput } from './tier-input.ts';

/** A new tier (`id` null), or a change of one. */
export type TierWrite =
  | { readonly id: null; readonly by: string }
  | { readonly id: string; readonly expectedRevision: number; readonly by: string };

const NAME_TAKEN = conflict(['input', 'name'], 'There is a tier of this name');

/** Writes the row of a tier. Changes of tiers are made one after the other (`lockTiers`). */
export async function writeTier(
  tx: Queryable,
  input: TierInput,
  write: TierWrite & { readonly at: Date },
): Promise<Result<TierRow, Problem>> {
  const present = write.id === null ? null : await findTier(tx, { id: write.id });
  if (write.id !== null) {
    if (present === null) return err(NO_TIER);
    if (present.revision !== write.expectedRevision) return err(outdated(present.revision));
  }
  const values = valuesOf(input, present);
  const named = await findTier(tx, { name: values.name });
  if (named !== null && named.id !== write.id) return err(NAME_TAKEN);
  const id = write.id ?? randomUUIDv7();
  if (values.is_default) await clearDefault(tx, id, write.at);
  if (present !== null) return ok(await updateTier(tx, id, values, write.at));
  return ok(await insertTier(tx, id, { ...values, created_at: write.at, created_by: write.by }));
}

function valuesOf(input: TierInput, present: TierRow | null): TierValues {
  const { limits } = input;
  const kept = (given: number | null | undefined, was: number | null | undefined) =>
    given === undefined ? (was ?? null) : given;
  return {
    name: input.name ?? present?.name ?? '',
    requests_per_minute: kept(limits.requestsPerMinute, present?.requests_per_minute),
    tokens_per_minute: kept(limits.tokensPerMinute, present?.tokens_per_minute),
    max_parallel: kept(limits.maxParallel, present?.max_parallel),
    models: input.models === undefined ? (present?.models ?? null) : input.models,
    is_default: input.isDefault ?? present?.is_default ?? false,
  };
}

/**
 * Gives a tier exactly these budgets; null leaves them. A budget whose window and kind stay keeps its
 * id, and with it what its customers have spent. Returns the ids of all that may have changed.
 */
export async function replaceTierBudgets(
  tx: Queryable,
  tierId: string,
  budgets: readonly TierBudgetTerms[] | null,
  { at, by }: { readonly at: Date; readonly by: string },
): Promise<readonly string[]> {
  if (budgets === null) return [];
  const present = new Map((await findTierBudgets(tx, [tierId])).map((row) => [row.key, row]));
  const changed = [...present.values()].map((row) => row.id);
  for (const budget of budgets) {
    const { within: scope, terms } = budget;
    const values = toBudgetValues(terms, { scope, tierId });
    const row = present.get(values.key);
    present.delete(values.key);
    if (row !== undefined) await changeTierBudget(tx, row, { budget, values, at });
    else {
      const id = randomUUIDv7();
      await insertBudget(tx, {
        ...values,
        id,
        scope,
        tier_id: tierId,
        configured: false,
        created_at: at,
        created_by: by,
      });
      changed.push(id);
    }
  }
  await removeBudgets(
    tx,
    [...present.values()].map((row) => row.id),
    at,
  );
  return changed;
}

async function changeTierBudget(
  tx: Queryable,
  row: BudgetRow,
  change: {
    readonly budget: TierBudgetTerms;
    readonly values: ReturnType<typeof toBudgetValues>;
    readonly at: Date;
  },
): Promise<void> {
  const anchor = change.budget.keepsAnchor ? row.anchored_at : change.values.anchored_at;
  const values = { ...change.values, anchored_at: anchor };
  if (!isUnchanged(row, values))
    await updateBudget(tx, row.id, { ...values, updated_at: change.at });
}

import { randomUUIDv7 } from 'node:crypto';
import { err, ok, type Result } from '../kernel/index.ts';
import { type Pool, type Queryable, withTransaction } from '../platform/postgres/index.ts';
import { invalid, type Problem } from './problem.ts';
import { readTerms, type TermsDefaults } from './read-terms.ts';
import { isUnchanged, toBudgetValues } from './rule-rows.ts';
import { isScope, type Scope, scopeKey } from './scope.ts';
import {
  type BudgetValues,
  insertBudget,
  loadBudgets,
  lockBudget,
  removeBudgets,
  updateBudget,
} from './sql/budget-rows.ts';
import { insertLimit, lockLimit, removeLimit, updateLimit } from './sql/limit-rows.ts';

/** What the configuration file says. */
export interface ConfiguredRules {
  readonly budgets: readonly ConfiguredBudget[];
  /** Of all calls together. */
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
}

export interface ConfiguredBudget {
  readonly scope: Scope;
  readonly limit: string;
  readonly period: string | null;
  /** Where the file says so; the path of what is wrong with it. */
  readonly setting: string;
}

const GLOBAL = {};
const BY = 'config.yaml';

/**
 * Makes the stored rules what the configuration file says, at every start: what it no longer says is
 * removed, and a budget that was set otherwise is taken over with what was spent of it.
 */
export async function storeConfiguredRules(
  pool: Pool,
  rules: ConfiguredRules,
  defaults: TermsDefaults,
): Promise<Result<null, Problem[]>> {
  const budgets = rules.budgets.map((budget) => readBudget(budget, defaults));
  const problems = budgets.flatMap((read) => (read.ok ? [] : read.error));
  if (problems.length > 0) return err(problems);
  const read = budgets.flatMap((each) => (each.ok ? [each.value] : []));
  await withTransaction(pool, async (tx) => {
    await storeBudgets(tx, read, defaults.now);
    await storeLimits(tx, rules, defaults.now);
  });
  return ok(null);
}

type Read = BudgetValues & { readonly scope: Scope };

function readBudget(
  { scope, limit, period, setting }: ConfiguredBudget,
  defaults: TermsDefaults,
): Result<Read, Problem[]> {
  if (!isScope(scope)) return err([invalid([setting], 'This is no name')]);
  const terms = readTerms({ limit, period: period ?? 'total', kind: 'hard' }, [], defaults);
  if (!terms.ok) return err(terms.error.map((each) => ({ ...each, path: [setting] })));
  return ok({ ...toBudgetValues(terms.value, { scope, tierId: null }), scope });
}

async function storeBudgets(tx: Queryable, budgets: readonly Read[], now: Date): Promise<void> {
  const keys = new Set(budgets.map(({ key }) => key));
  const stale = (await loadBudgets(tx, null)).filter((row) => row.configured && !keys.has(row.key));
  await removeBudgets(
    tx,
    stale.map((row) => row.id),
    now,
  );
  for (const budget of budgets) await storeBudget(tx, budget, now);
}

async function storeBudget(tx: Queryable, budget: Read, now: Date): Promise<void> {
  const values = { ...budget, configured: true };
  const present = await lockBudget(tx, { key: values.key });
  if (present !== null) {
    const kept = { ...values, anchored_at: present.anchored_at ?? values.anchored_at };
    if (present.configured && isUnchanged(present, kept)) return;
    await updateBudget(tx, present.id, { ...kept, updated_at: now });
    return;
  }
  await insertBudget(tx, {
    ...values,
    id: randomUUIDv7(),
    tier_id: null,
    created_at: now,
    created_by: BY,
  });
}

async function storeLimits(tx: Queryable, rules: ConfiguredRules, now: Date): Promise<void> {
  const scope_key = scopeKey(GLOBAL);
  const present = await lockLimit(tx, scope_key);
  const { requestsPerMinute, tokensPerMinute } = rules;
  if (requestsPerMinute === null && tokensPerMinute === null) {
    if (present?.configured) await removeLimit(tx, present.id);
    return;
  }
  const values = {
    requests_per_minute: requestsPerMinute,
    tokens_per_minute: tokensPerMinute,
    max_parallel: present?.max_parallel ?? null,
    configured: true,
  };
  if (present !== null) await updateLimit(tx, present.id, { ...values, updated_at: now });
  else {
    const id = randomUUIDv7();
    await insertLimit(tx, {
      ...values,
      id,
      scope: GLOBAL,
      scope_key,
      created_at: now,
      created_by: BY,
    });
  }
}

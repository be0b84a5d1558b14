import { randomUUIDv7 } from 'node:crypto';
import { ok, type Result } from '../kernel/index.ts';
import { type Pool, type Queryable, withTransaction } from '../platform/postgres/index.ts';
import type { Problem } from './problem.ts';
import { readTerms, type Terms, type TermsDefaults } from './read-terms.ts';
import { toBudgetValues } from './rule-rows.ts';
import { scopeKey } from './scope.ts';
import {
  insertBudget,
  loadBudgets,
  lockBudget,
  removeBudgets,
  updateBudget,
} from './sql/budget-rows.ts';
import { insertLimit, lockLimit, removeLimit, updateLimit } from './sql/limit-rows.ts';

/** What the configuration file says of all calls together. */
export interface ConfiguredRules {
  readonly installation: { readonly limit: string; readonly period: string | null } | null;
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
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
  const terms = termsOf(rules, defaults);
  if (terms !== null && !terms.ok) return terms;
  await withTransaction(pool, async (tx) => {
    await storeBudget(tx, terms?.value ?? null, defaults.now);
    await storeLimits(tx, rules, defaults.now);
  });
  return ok(null);
}

function termsOf({ installation }: ConfiguredRules, defaults: TermsDefaults) {
  if (installation === null) return null;
  const { limit, period } = installation;
  return readTerms({ limit, period: period ?? 'total', kind: 'hard' }, [], defaults);
}

async function storeBudget(tx: Queryable, terms: Terms | null, now: Date): Promise<void> {
  const owner = { scope: GLOBAL, tierId: null };
  const values = terms && { ...toBudgetValues(terms, owner), configured: true };
  const stale = (await loadBudgets(tx, null)).filter(
    (row) => row.configured && row.key !== values?.key,
  );
  await removeBudgets(
    tx,
    stale.map((row) => row.id),
    now,
  );
  if (values === null) return;
  const present = await lockBudget(tx, { key: values.key });
  if (present !== null) {
    const anchored_at = present.anchored_at ?? values.anchored_at;
    await updateBudget(tx, present.id, { ...values, anchored_at, updated_at: now });
    return;
  }
  await insertBudget(tx, {
    ...values,
    id: randomUUIDv7(),
    tier_id: null,
    scope: GLOBAL,
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

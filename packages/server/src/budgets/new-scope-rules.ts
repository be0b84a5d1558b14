import { randomUUIDv7 } from 'node:crypto';
import { assert, err, ok, type Result } from '../kernel/index.ts';
import type { Queryable } from '../platform/postgres/index.ts';
import { type Limits, NO_LIMITS } from './limits.ts';
import type { Problem } from './problem.ts';
import { checkLimits, type TermsDefaults, type TermsInput } from './read-terms.ts';
import { toBudgetValues, toLimitValues } from './rule-rows.ts';
import { type Scope, scopeKey } from './scope.ts';
import { insertBudget } from './sql/budget-rows.ts';
import { insertLimit } from './sql/limit-rows.ts';
import type { RuleChange, StoredRules } from './stored-rules.ts';
import { readTierBudgets, type TierBudgetTerms } from './tier-input.ts';

/** Rules of something that is about to be made, such as an API key; they were read and can be written. */
export interface NewRules {
  /** In the transaction that makes it. Nothing is budgeted under that scope yet. */
  write(tx: Queryable, scope: Scope, by: string): Promise<void>;
  /** Puts in force here what that transaction, now through, wrote. */
  enforce(): Promise<void>;
}

/** Reads budgets and limits of what is about to be made. */
export class NewScopeRules {
  readonly #rules: Pick<StoredRules, 'refresh'>;
  readonly #defaults: () => TermsDefaults;

  constructor(deps: { rules: Pick<StoredRules, 'refresh'>; defaults: () => TermsDefaults }) {
    this.#rules = deps.rules;
    this.#defaults = deps.defaults;
  }

  read(input: {
    readonly budgets: readonly TermsInput[];
    readonly limits: Limits;
  }): Result<NewRules, Problem[]> {
    const { limits } = input;
    const budgets = readTierBudgets(
      input.budgets.map((budget) => ({ ...budget, within: {} })),
      this.#defaults(),
    );
    const problems = [...(budgets.ok ? [] : budgets.error), ...checkLimits(limits, ['input'])];
    if (problems.length > 0 || !budgets.ok) return err(problems);
    const terms = budgets.value ?? [];
    const changes: RuleChange[] = [];
    return ok({
      write: async (tx, scope, by) => {
        const made = { scope, by, at: this.#defaults().now };
        for (const budget of terms) changes.push(await writeBudget(tx, budget, made));
        if (!isNone(limits)) changes.push(await writeLimits(tx, limits, made));
      },
      enforce: async () => {
        if (changes.length > 0) await this.#rules.refresh(changes);
      },
    });
  }
}

interface Made {
  readonly scope: Scope;
  readonly by: string;
  readonly at: Date;
}

async function writeBudget(
  tx: Queryable,
  { terms }: TierBudgetTerms,
  { scope, by, at }: Made,
): Promise<RuleChange> {
  const id = randomUUIDv7();
  const inserted = await insertBudget(tx, {
    ...toBudgetValues(terms, { scope, tierId: null }),
    id,
    tier_id: null,
    scope,
    configured: false,
    created_at: at,
    created_by: by,
  });
  assert(inserted !== null, 'what is new has no budget yet');
  return `budget ${id}`;
}

async function writeLimits(
  tx: Queryable,
  limits: Limits,
  { scope, by, at }: Made,
): Promise<RuleChange> {
  const id = randomUUIDv7();
  const inserted = await insertLimit(tx, {
    ...toLimitValues(limits),
    id,
    scope,
    scope_key: scopeKey(scope),
    configured: false,
    created_at: at,
    created_by: by,
  });
  assert(inserted !== null, 'what is new has no limits yet');
  return `rate_limit ${id}`;
}

function isNone(limits: Limits): boolean {
  return Object.keys(NO_LIMITS).every((name) => limits[name as keyof Limits] === null);
}

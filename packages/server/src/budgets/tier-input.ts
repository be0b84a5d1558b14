import { err, isPlainText, ok, type Result } from '../kernel/index.ts';
import type { Limits } from './limits.ts';
import { invalid, notFound, type Problem, problemsIn } from './problem.ts';
import {
  checkLimits,
  readTerms,
  type Terms,
  type TermsDefaults,
  type TermsInput,
} from './read-terms.ts';
import { budgetKey, toLimits } from './rule-rows.ts';
import { isScope, type Scope } from './scope.ts';
import type { TierRow } from './sql/tier-rows.ts';

/** A tier as it is kept. */
export interface TierRecord {
  readonly id: string;
  readonly name: string;
  readonly limits: Limits;
  readonly models: readonly string[] | null;
  readonly isDefault: boolean;
  readonly revision: number;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
}

/** A budget that each customer on the tier is to have. */
export interface TierBudgetInput extends TermsInput {
  /** What of the customer's calls counts; never names a customer. */
  readonly within: Scope;
}

/** What is left out stays as it is, or begins as nothing. */
export interface TierInput {
  readonly name?: string | undefined;
  readonly budgets?: readonly TierBudgetInput[] | undefined;
  readonly limits: Partial<Limits>;
  readonly models?: readonly string[] | null | undefined;
  readonly isDefault?: boolean | undefined;
}

/** A budget of a tier, read. */
export interface TierBudgetTerms {
  readonly within: Scope;
  readonly terms: Terms;
  /** Nobody said where windows are counted from: those that run already are kept. */
  readonly keepsAnchor: boolean;
}

const MOST_CUSTOMERS = 1_000;
const LONGEST_EXTERNAL_ID = 256;
const LONGEST_NAME = 120;
const LONGEST_MODEL = 256;
const MOST_MODELS = 200;
const MOST_BUDGETS = 20;

export const NO_TIER = notFound(['id'], 'There is no such tier');

export function toTierRecord(row: TierRow): TierRecord {
  const { id, name, models, revision } = row;
  return {
    id,
    name,
    models,
    revision,
    limits: toLimits(row),
    isDefault: row.is_default,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
  };
}

/** What is wrong with a tier, its budgets aside. */
export function checkTier({ name, limits, models }: TierInput): Problem[] {
  const given = { ...NO_CHANGE, ...limits };
  return [
    ...problemsIn([
      name === undefined ||
        (isPlainText(name, LONGEST_NAME) && name.trim() === name) ||
        invalid(
          ['input', 'name'],
          `Give a name of 1 to ${LONGEST_NAME} characters without spaces around it`,
        ),
      models == null ||
        (models.length <= MOST_MODELS &&
          models.every((each) => isPlainText(each, LONGEST_MODEL))) ||
        invalid(['input', 'models'], `Give at most ${MOST_MODELS} model names`),
    ]),
    ...checkLimits(given, ['input']),
  ];
}

const NO_CHANGE: Limits = { requestsPerMinute: null, tokensPerMinute: null, maxParallel: null };

/** Null when the budgets of the tier are not to be changed. */
export function readTierBudgets(
  given: readonly TierBudgetInput[] | undefined,
  defaults: TermsDefaults,
): Result<readonly TierBudgetTerms[] | null, Problem[]> {
  if (given === undefined) return ok(null);
  if (given.length > MOST_BUDGETS) {
    return err([invalid(['input', 'budgets'], `Give at most ${MOST_BUDGETS} budgets`)]);
  }
  const seen = new Set<string>();
  const read = given.map((budget, index) => {
    const path = ['input', 'budgets', String(index)];
    return readTierBudget(budget, { path, defaults, seen });
  });
  const problems = read.flatMap((each) => (each.ok ? [] : each.error));
  if (problems.length > 0) return err(problems);
  return ok(read.flatMap((each) => (each.ok ? [each.value] : [])));
}

function readTierBudget(
  input: TierBudgetInput,
  { path, defaults, seen }: { path: readonly string[]; defaults: TermsDefaults; seen: Set<string> },
): Result<TierBudgetTerms, Problem[]> {
  const { within } = input;
  if (!isScope(within) || within.customer !== undefined) {
    return err([
      invalid(
        [...path, 'within'],
        'Each text has 1 to 256 characters, none of them control characters',
      ),
    ]);
  }
  const terms = readTerms(input, path, defaults);
  if (!terms.ok) return terms;
  const key = budgetKey({ ...terms.value, scope: within, tierId: null });
  if (seen.has(key)) return err([invalid(path, 'This budget is in the list twice')]);
  seen.add(key);
  return ok({ within, terms: terms.value, keepsAnchor: input.anchor == null });
}

export function checkCustomers(customers: readonly string[]): Problem[] {
  if (customers.length === 0 || customers.length > MOST_CUSTOMERS) {
    return [invalid(['customers'], `Name 1 to ${MOST_CUSTOMERS} customers at a time`)];
  }
  return customers.flatMap((customer, index) =>
    isPlainText(customer, LONGEST_EXTERNAL_ID)
      ? []
      : [
          invalid(
            ['customers', String(index)],
            `A customer id has 1 to ${LONGEST_EXTERNAL_ID} characters, none of them control characters`,
          ),
        ],
  );
}

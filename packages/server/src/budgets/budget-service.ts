import { createHash, randomUUIDv7 } from 'node:crypto';
import { type Clock, err, ok, type Result, USED_IDEMPOTENCY_KEY } from '../kernel/index.ts';
import { type Pool, type Queryable, withTransaction } from '../platform/postgres/index.ts';
import { conflict, invalid, notFound, outdated, type Problem, problemsIn } from './problem.ts';
import {
  checkIdempotencyKey,
  checkReason,
  readAmount,
  readTerms,
  type Terms,
  type TermsInput,
} from './read-terms.ts';
import { type BudgetRecord, isUnchanged, toBudgetRecord, toBudgetValues } from './rule-rows.ts';
import { isScope, type Scope, scopeKey } from './scope.ts';
import {
  type BudgetPosition,
  type BudgetRow,
  type BudgetValues,
  findCustomerBudgets,
  insertBudget,
  listBudgets,
  loadBudgets,
  lockBudget,
  removeBudgets,
  updateBudget,
} from './sql/budget-rows.ts';
import { findDigest, type Idempotency, insertRaise, insertReset } from './sql/change-rows.ts';
import type { BudgetTarget, StoredRules } from './stored-rules.ts';
import type { Subjects } from './subjects.ts';

export interface SetBudgetInput extends TermsInput {
  /** The budget to change; null: the one of that scope, window and kind, made if need be. */
  readonly id: string | null;
  /** Null with an id: it cannot be changed. */
  readonly scope: Scope | null;
  /** 0: there is none yet. Null: whatever it is. */
  readonly expectedRevision: number | null;
}

/** Who does it, and the key under which it is done once. */
export interface MoneyChange {
  readonly by: string;
  readonly reason: string;
  readonly idempotencyKey: string;
}

const LONGEST_RAISE_MS = 10 * 366 * 86_400_000;
const NO_BUDGET = notFound(['id'], 'There is no such budget');

/** Sets, raises and resets budgets. What it answers is in force in this process. */
export class BudgetService {
  readonly #pool: Pool;
  readonly #rules: StoredRules;
  readonly #clock: Clock;
  readonly #subjects: Subjects;
  readonly #timeZone: string;
  readonly #thresholds: readonly number[];

  constructor(deps: {
    pool: Pool;
    rules: StoredRules;
    clock: Clock;
    subjects: Subjects;
    timeZone: string;
    thresholds: readonly number[];
  }) {
    this.#pool = deps.pool;
    this.#rules = deps.rules;
    this.#clock = deps.clock;
    this.#subjects = deps.subjects;
    this.#timeZone = deps.timeZone;
    this.#thresholds = deps.thresholds;
  }

  /** The defaults of a budget that is set now. */
  get defaults() {
    return { now: this.#clock.now(), timeZone: this.#timeZone, thresholds: this.#thresholds };
  }

  /** Sets what a scope may spend in each window. Setting the same twice changes nothing. */
  async set(input: SetBudgetInput, by: string): Promise<Result<BudgetRecord, Problem[]>> {
    const terms = readTerms(input, ['input'], this.defaults);
    const problems = [...(terms.ok ? [] : terms.error), ...(await this.#checkScope(input.scope))];
    if (problems.length > 0 || !terms.ok) return err(problems);
    const set = await withTransaction(this.#pool, (tx) => this.#set(tx, input, terms.value, by));
    if (!set.ok) return err([set.error]);
    await this.#rules.refresh([`budget ${set.value.id}`]);
    return ok(toBudgetRecord(set.value));
  }

  async remove(
    id: string,
    expectedRevision: number | null,
  ): Promise<Result<BudgetRecord, Problem[]>> {
    const removed = await withTransaction(this.#pool, async (tx) => {
      const row = await lockBudget(tx, { id });
      if (row === null) return err(NO_BUDGET);
      const problem = changeProblem(row, expectedRevision);
      if (problem !== null) return err(problem);
      await removeBudgets(tx, [id], this.#clock.now());
      return ok(row);
    });
    if (!removed.ok) return err([removed.error]);
    await this.#rules.refresh([`budget ${id}`]);
    return ok(toBudgetRecord(removed.value));
  }

  /** Adds to the limit until an instant, once for each idempotency key. */
  async raise(
    target: BudgetTarget,
    raise: MoneyChange & { readonly amount: string; readonly endsAt: Date },
  ): Promise<Result<BudgetRecord, Problem[]>> {
    const now = this.#clock.now();
    const amount = readAmount(raise.amount, ['input', 'amount']);
    const lastsMs = raise.endsAt.getTime() - now.getTime();
    const isSome = amount.ok && amount.value > 0n;
    const problems = problemsIn([
      isSome || (amount.ok ? invalid(['input', 'amount'], 'Raise by more than 0') : amount.error),
      (lastsMs > 0 && lastsMs <= LONGEST_RAISE_MS) ||
        invalid(['input', 'until'], 'A raise ends in the future, within ten years'),
      checkReason(raise.reason, ['input', 'reason']),
      checkIdempotencyKey(raise.idempotencyKey),
    ]);
    return this.#once('budget_raise', target, {
      ...raise,
      request: [raise.amount, raise.endsAt.toISOString(), raise.reason],
      problems,
      insert: (tx, idempotency) =>
        insertRaise(
          tx,
          {
            id: randomUUIDv7(),
            budget_id: target.budgetId,
            customer_external_id: target.customer,
            amount: raise.amount,
            ends_at: raise.endsAt,
            reason: raise.reason,
            created_at: now,
            created_by: raise.by,
          },
          idempotency,
        ),
    });
  }

  /** Lets the running window begin anew, once for each idempotency key. What was spent stays recorded. */
  reset(target: BudgetTarget, reset: MoneyChange): Promise<Result<BudgetRecord, Problem[]>> {
    return this.#once('budget_reset', target, {
      ...reset,
      request: [reset.reason],
      problems: problemsIn([
        checkReason(reset.reason, ['input', 'reason']),
        checkIdempotencyKey(reset.idempotencyKey),
      ]),
      insert: (tx, idempotency) =>
        insertReset(
          tx,
          {
            id: randomUUIDv7(),
            budget_id: target.budgetId,
            customer_external_id: target.customer,
            reset_at: this.#clock.now(),
            reason: reset.reason,
            created_by: reset.by,
          },
          idempotency,
        ),
    });
  }

  /** Budgets of scopes, newest first; of those whose scope holds all members of `scope`. */
  async list(query: {
    readonly limit: number;
    readonly after: BudgetPosition | null;
    readonly scope: Scope;
  }): Promise<BudgetRecord[]> {
    const isText = (name: string) => name.isWellFormed() && !name.includes('\0');
    if (!Object.values(query.scope).every(isText)) return [];
    return (await listBudgets(this.#pool, query)).map(toBudgetRecord);
  }

  async byIds(ids: readonly string[]): Promise<(BudgetRecord | null)[]> {
    const rows = await loadBudgets(this.#pool, ids);
    const byId = new Map(rows.map((row) => [row.id, toBudgetRecord(row)]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** For each customer the budgets whose scope names it, at most `limit` of each. */
  async ofCustomers(customers: readonly string[], limit: number): Promise<BudgetRecord[][]> {
    const rows = await findCustomerBudgets(this.#pool, customers, limit);
    const byCustomer = Map.groupBy(rows, (row) => row.scope.customer);
    return customers.map((customer) => (byCustomer.get(customer) ?? []).map(toBudgetRecord));
  }

  async #checkScope(scope: Scope | null): Promise<Problem[]> {
    const path = ['input', 'scope'];
    if (scope === null) return [];
    if (!isScope(scope)) {
      return [
        invalid(path, 'A scope is made of texts of 1 to 256 characters without control characters'),
      ];
    }
    return this.#subjects
      .missing(scope)
      .then((missing) =>
        missing.map((dimension) =>
          notFound([...path, dimension], 'There is no such thing to budget'),
        ),
      );
  }

  async #set(
    tx: Queryable,
    input: SetBudgetInput,
    terms: Terms,
    by: string,
  ): Promise<Result<BudgetRow, Problem>> {
    const { id, expectedRevision } = input;
    const now = this.#clock.now();
    if (id !== null) {
      const present = await lockBudget(tx, { id });
      return present === null || present.tier_id !== null
        ? err({ ...NO_BUDGET, path: ['input', 'id'] })
        : changeBudget(tx, present, { input, terms, now });
    }
    if (input.scope === null) return err(NO_SCOPE);
    const { scope } = input;
    const values = toBudgetValues(terms, { scope, tierId: null });
    const present = await lockBudget(tx, { key: values.key });
    if (present !== null) return changeBudget(tx, present, { input, terms, now });
    if (expectedRevision !== null && expectedRevision > 0) return err(NO_BUDGET);
    if (scope.customer !== undefined) await this.#subjects.nameCustomers(tx, [scope.customer], now);
    const inserted = await insertBudget(tx, {
      ...values,
      id: randomUUIDv7(),
      tier_id: null,
      scope,
      configured: false,
      created_at: now,
      created_by: by,
    });
    return inserted === null ? err(ALREADY_SET) : ok(inserted);
  }

  async #once(
    table: 'budget_raise' | 'budget_reset',
    target: BudgetTarget,
    change: {
      readonly idempotencyKey: string;
      readonly request: readonly string[];
      readonly problems: readonly Problem[];
      readonly insert: (tx: Queryable, idempotency: Idempotency) => Promise<boolean>;
    },
  ): Promise<Result<BudgetRecord, Problem[]>> {
    const digest = createHash('sha256')
      .update(JSON.stringify([target.budgetId, target.customer, ...change.request]))
      .digest();
    const key = change.idempotencyKey;
    const done = await withTransaction(this.#pool, async (tx) => {
      const row = await lockBudget(tx, { id: target.budgetId });
      if (row === null || !this.#isTarget(row, target)) return err([NO_BUDGET]);
      const taken = await findDigest(tx, table, key);
      // A repetition is answered even when its end has passed in the meantime.
      if (taken !== null) return taken.equals(digest) ? ok(row) : err([USED_IDEMPOTENCY_KEY]);
      if (change.problems.length > 0) return err([...change.problems]);
      const inserted = await change.insert(tx, { key, digest });
      return inserted ? ok(row) : err([USED_IDEMPOTENCY_KEY]);
    });
    if (!done.ok) return done;
    await this.#rules.refresh([`budget ${target.budgetId}`]);
    return ok(toBudgetRecord(done.value));
  }

  #isTarget(row: BudgetRow, { customer }: BudgetTarget): boolean {
    if (row.tier_id === null || customer === null) return row.tier_id === customer;
    return this.#rules.tierOf(customer)?.id === row.tier_id;
  }
}

const NO_SCOPE = invalid(['input', 'scope'], 'Name the scope; an empty one is every call');
const OTHER_SCOPE = invalid(['input', 'scope'], 'The scope of a budget cannot be changed');
const ALREADY_SET = conflict(
  ['input'],
  'Such a budget was set at this very moment; look at it first',
);
const CONFIGURED = conflict(
  ['id'],
  'This budget is set in the configuration file; change it there',
);

function changeProblem(row: BudgetRow, expectedRevision: number | null): Problem | null {
  if (row.configured) return CONFIGURED;
  const isExpected = expectedRevision === null || expectedRevision === row.revision;
  return isExpected ? null : outdated(row.revision);
}

async function changeBudget(
  tx: Queryable,
  present: BudgetRow,
  { input, terms, now }: { input: SetBudgetInput; terms: Terms; now: Date },
): Promise<Result<BudgetRow, Problem>> {
  const { scope } = present;
  if (input.scope !== null && scopeKey(input.scope) !== scopeKey(scope)) return err(OTHER_SCOPE);
  const problem = changeProblem(present, input.expectedRevision);
  if (problem !== null) return err(problem);
  const read = toBudgetValues(terms, { scope, tierId: null });
  const values = { ...read, ...keptAnchor(present, read, input) };
  if (isUnchanged(present, values)) return ok(present);
  if (present.key !== values.key && (await lockBudget(tx, { key: values.key })) !== null) {
    return err(conflict(['input', 'period'], 'There is a budget of this scope, window and kind'));
  }
  return ok(await updateBudget(tx, present.id, { ...values, updated_at: now }));
}

/** Windows do not move because a limit was changed. */
function keptAnchor(
  present: BudgetRow,
  { period, time_zone }: BudgetValues,
  { anchor }: TermsInput,
): Partial<BudgetValues> {
  const isSame = present.period === period && present.time_zone === time_zone;
  return isSame && anchor == null ? { anchored_at: present.anchored_at } : {};
}

import { type Clock, err, ok, type Result } from '../kernel/index.ts';
import { type Pool, type Queryable, withTransaction } from '../platform/postgres/index.ts';
import { conflict, notFound, outdated, type Problem } from './problem.ts';
import type { TermsDefaults } from './read-terms.ts';
import { type BudgetRecord, toBudgetRecord } from './rule-rows.ts';
import { findTierBudgets, removeBudgets } from './sql/budget-rows.ts';
import {
  assignCustomers,
  type CustomerTierRow,
  countTierCustomers,
  listTierCustomers,
  moveCustomers,
  type TierCustomersQuery,
  unassignCustomers,
} from './sql/customer-tier-rows.ts';
import {
  findTier,
  holdTier,
  listTiers,
  loadTiers,
  lockTiers,
  removeTier,
  type TierRow,
} from './sql/tier-rows.ts';
import type { RuleChange, StoredRules } from './stored-rules.ts';
import type { Subjects } from './subjects.ts';
import {
  checkCustomers,
  checkTier,
  NO_TIER,
  readTierBudgets,
  type TierInput,
  type TierRecord,
  toTierRecord,
} from './tier-input.ts';
import { replaceTierBudgets, type TierWrite, writeTier } from './write-tier.ts';

type TierResult = Result<TierRecord, Problem[]>;

const IS_DEFAULT = conflict(
  ['id'],
  'This tier is the default one: make another one the default first',
);
const IN_USE = conflict(
  ['moveCustomersTo'],
  'Customers are on this tier: name the tier they are to be moved to',
);

/** Makes and changes tiers, and puts customers on them. What it answers is in force in this process. */
export class TierService {
  readonly #pool: Pool;
  readonly #rules: StoredRules;
  readonly #clock: Clock;
  readonly #subjects: Subjects;
  readonly #defaults: () => TermsDefaults;

  constructor(deps: {
    pool: Pool;
    rules: StoredRules;
    clock: Clock;
    subjects: Subjects;
    defaults: () => TermsDefaults;
  }) {
    this.#pool = deps.pool;
    this.#rules = deps.rules;
    this.#clock = deps.clock;
    this.#subjects = deps.subjects;
    this.#defaults = deps.defaults;
  }

  create(input: TierInput & { readonly name: string }, by: string): Promise<TierResult> {
    return this.#write(input, { id: null, by });
  }

  /** Changes a tier for everybody on it at once. */
  update(id: string, expectedRevision: number, input: TierInput, by: string): Promise<TierResult> {
    return this.#write(input, { id, expectedRevision, by });
  }

  /** Removes a tier that nobody is on; customers can be moved to another one in the same moment. */
  async delete(
    id: string,
    options: {
      readonly expectedRevision: number;
      readonly moveTo: string | null;
      readonly by: string;
    },
  ): Promise<TierResult> {
    const at = this.#clock.now();
    const deleted = await withTransaction(this.#pool, async (tx) => {
      await lockTiers(tx);
      const row = await holdTier(tx, id, 'update');
      if (row === null) return err(NO_TIER);
      if (row.revision !== options.expectedRevision) return err(outdated(row.revision));
      if (row.is_default) return err(IS_DEFAULT);
      const moved = await this.#empty(tx, row, { to: options.moveTo, at, by: options.by });
      if (!moved.ok) return moved;
      const budgets = await findTierBudgets(tx, [id]);
      await removeBudgets(
        tx,
        budgets.map((budget) => budget.id),
        at,
      );
      await removeTier(tx, id, at);
      return ok({ row, budgets, moved: moved.value });
    });
    if (!deleted.ok) return err([deleted.error]);
    const { row, budgets, moved } = deleted.value;
    await this.#rules.refresh([
      `tier ${id}`,
      ...budgets.map((budget) => `budget ${budget.id}` as const),
      ...moved.map((customer) => `customer_tier ${customer}` as const),
    ]);
    return ok(toTierRecord(row));
  }

  /** Puts customers on a tier, or with null on none. All or none of them. */
  async assign(
    tierId: string | null,
    customers: readonly string[],
    by: string,
  ): Promise<Result<TierRecord | null, Problem[]>> {
    const problems = checkCustomers(customers);
    if (problems.length > 0) return err(problems);
    const at = this.#clock.now();
    const distinct = [...new Set(customers)];
    const assigned = await withTransaction(this.#pool, async (tx) => {
      if (tierId === null) {
        await unassignCustomers(tx, distinct);
        return ok(null);
      }
      const tier = await holdTier(tx, tierId, 'share');
      if (tier === null) return err([notFound(['tier'], 'There is no such tier')]);
      await this.#subjects.nameCustomers(tx, distinct, at);
      await assignCustomers(tx, { customers: distinct, tierId, at, by });
      return ok(toTierRecord(tier));
    });
    if (!assigned.ok) return assigned;
    await this.#rules.refresh(distinct.map((customer): RuleChange => `customer_tier ${customer}`));
    return assigned;
  }

  /** In order of name. */
  async list(query: {
    readonly limit: number;
    readonly afterName: string | null;
    readonly search: string;
  }): Promise<TierRecord[]> {
    return (await listTiers(this.#pool, query)).map(toTierRecord);
  }

  async byIds(ids: readonly string[]): Promise<(TierRecord | null)[]> {
    const rows = await loadTiers(this.#pool, ids);
    const byId = new Map(rows.map((row) => [row.id, toTierRecord(row)]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  async budgetsOf(tierIds: readonly string[]): Promise<BudgetRecord[][]> {
    const rows = await findTierBudgets(this.#pool, tierIds);
    const byTier = Map.groupBy(rows, (row) => row.tier_id);
    return tierIds.map((id) => (byTier.get(id) ?? []).map(toBudgetRecord));
  }

  customers(queries: readonly TierCustomersQuery[]): Promise<CustomerTierRow[][]> {
    return listTierCustomers(this.#pool, queries);
  }

  async customerCounts(tierIds: readonly string[]): Promise<{ value: number; capped: boolean }[]> {
    const counts = await countTierCustomers(this.#pool, tierIds);
    return tierIds.map((id) => counts.get(id) ?? { value: 0, capped: false });
  }

  async #write(input: TierInput, write: TierWrite): Promise<TierResult> {
    const budgets = readTierBudgets(input.budgets, this.#defaults());
    const problems = [...checkTier(input), ...(budgets.ok ? [] : budgets.error)];
    if (problems.length > 0 || !budgets.ok) return err(problems);
    const at = this.#clock.now();
    const written = await withTransaction(this.#pool, async (tx) => {
      await lockTiers(tx);
      const row = await writeTier(tx, input, { ...write, at });
      if (!row.ok) return row;
      const changed = await replaceTierBudgets(tx, row.value.id, budgets.value, {
        at,
        by: write.by,
      });
      return ok({ row: row.value, changed });
    });
    if (!written.ok) return err([written.error]);
    const { row, changed } = written.value;
    // A new default takes the mark from another tier, whichever that was.
    const tiers = row.is_default ? this.#rules.current.tiers.map((tier) => tier.id) : [];
    await this.#rules.refresh([
      ...[row.id, ...tiers].map((id): RuleChange => `tier ${id}`),
      ...changed.map((id): RuleChange => `budget ${id}`),
    ]);
    return ok(toTierRecord(row));
  }

  async #empty(
    tx: Queryable,
    tier: TierRow,
    move: { readonly to: string | null; readonly at: Date; readonly by: string },
  ): Promise<Result<readonly string[], Problem>> {
    if (move.to !== null) {
      const target = move.to === tier.id ? null : await findTier(tx, { id: move.to });
      if (target === null) return err(notFound(['moveCustomersTo'], 'There is no such tier'));
      return ok(await moveCustomers(tx, { ...move, from: tier.id, to: target.id }));
    }
    const count = (await countTierCustomers(tx, [tier.id])).get(tier.id)?.value ?? 0;
    return count === 0 ? ok([]) : err(IN_USE);
  }
}

import type { Budget } from './budget.ts';
import type { ScopeLimits } from './limits.ts';
import { toBudget, toLimits, toRaise, toTier } from './rule-rows.ts';
import type { Block, BudgetRules } from './rules.ts';
import type { Scope } from './scope.ts';
import type { BlockRow } from './sql/block-rows.ts';
import type { BudgetRow } from './sql/budget-rows.ts';
import type { RaiseRow, ResetRow } from './sql/change-rows.ts';
import type { CustomerTierRow } from './sql/customer-tier-rows.ts';
import type { LimitRow } from './sql/limit-rows.ts';
import type { TierRow } from './sql/tier-rows.ts';
import type { Tier, TierBudgetChange } from './tier.ts';

export interface FoundRows {
  readonly budgets: readonly BudgetRow[];
  readonly raises: readonly RaiseRow[];
  readonly resets: readonly ResetRow[];
  readonly tiers: readonly TierRow[];
  readonly assignments: readonly CustomerTierRow[];
  readonly limits: readonly LimitRow[];
  readonly blocks: readonly BlockRow[];
}

/** The rows to read again, by table; of blocks `<kind> <subject>`. */
export interface WantedRows {
  readonly budget: readonly string[];
  readonly tier: readonly string[];
  readonly customer_tier: readonly string[];
  readonly rate_limit: readonly string[];
  readonly block: readonly string[];
}

interface Composed {
  readonly rules: BudgetRules;
  readonly tiers: ReadonlyMap<string, Tier>;
}

/** Rows by what tells them apart, so that one of them can be replaced, and the rules they come to. */
export class RuleSections {
  readonly #defaultTier: string | null;
  readonly #budgets = new Map<string, BudgetRow>();
  readonly #raises = new Map<string, RaiseRow[]>();
  readonly #resets = new Map<string, ResetRow[]>();
  readonly #tiers = new Map<string, TierRow>();
  #assignments = new Map<string, string>();
  readonly #limits = new Map<string, ScopeLimits>();
  readonly #blocks = new Map<string, Block>();
  #composed: Composed | null = null;
  /** As they were handed out: what was not read again stays the same object. */
  readonly #made = new Map<string, Budget>();
  #madeTiers: readonly Tier[] | null = null;
  #madeLimits: readonly ScopeLimits[] | null = null;
  #madeBlocks: readonly Block[] | null = null;
  /** Made when somebody asks for the tier of a customer. */
  #ownCustomers: ReadonlySet<string | undefined> | null = null;

  constructor(defaultTier: string | null) {
    this.#defaultTier = defaultTier;
  }

  /** Puts found rows in the place of the wanted ones; null wanted everything. What was not found is gone. */
  apply(found: FoundRows, wanted: WantedRows | null): void {
    this.#forgetMade(found, wanted);
    for (const map of [this.#budgets, this.#raises, this.#resets]) forget(map, wanted?.budget);
    forget(this.#tiers, wanted?.tier);
    forget(this.#limits, wanted?.rate_limit);
    forget(this.#blocks, wanted?.block);
    this.#applyAssignments(found.assignments, wanted);
    for (const row of found.budgets) this.#budgets.set(row.id, row);
    for (const row of found.raises) append(this.#raises, row.budget_id, row);
    for (const row of found.resets) append(this.#resets, row.budget_id, row);
    for (const row of found.tiers) this.#tiers.set(row.id, row);
    for (const row of found.limits) {
      this.#limits.set(row.id, { id: row.id, scope: row.scope, limits: toLimits(row) });
    }
    for (const { subject_kind: kind, subject_id: id } of found.blocks) {
      this.#blocks.set(`${kind} ${id}`, { kind, id });
    }
    this.#composed = null;
  }

  #forgetMade(found: FoundRows, wanted: WantedRows | null): void {
    forget(this.#made, wanted?.budget);
    const isOfTier = (row: BudgetRow | undefined) => row !== undefined && row.tier_id !== null;
    const touchesTier =
      wanted === null ||
      wanted.tier.length > 0 ||
      found.budgets.some(isOfTier) ||
      wanted.budget.some((id) => isOfTier(this.#budgets.get(id)));
    if (touchesTier) this.#madeTiers = null;
    if (wanted === null || wanted.budget.length > 0) this.#ownCustomers = null;
    if (wanted === null || wanted.rate_limit.length > 0) this.#madeLimits = null;
    if (wanted === null || wanted.block.length > 0) this.#madeBlocks = null;
  }

  rules(): BudgetRules {
    return this.#current().rules;
  }

  tierOf(customer: string): Tier | null {
    const { tiers, rules } = this.#current();
    const id = this.#assignments.get(customer) ?? this.#defaultFor(customer, rules);
    return (id !== null && tiers.get(id)) || null;
  }

  termsOf(budgetId: string, customer: string | null): Budget | null {
    const row = this.#budgets.get(budgetId);
    if (row === undefined) return null;
    if (row.tier_id === null) return customer === null ? this.#budgetOf(row) : null;
    if (customer === null || this.tierOf(customer)?.id !== row.tier_id) return null;
    const change = this.#changesOf(budgetId).find((each) => each.customer === customer);
    const budget = toBudget(row, change?.raises ?? [], change?.resetAt ?? null);
    return { ...budget, scope: { ...row.scope, customer } };
  }

  /** The default tier leaves customers with a budget of their own alone. */
  #defaultFor(customer: string, { defaultTierId }: BudgetRules): string | null {
    this.#ownCustomers ??= new Set(
      [...this.#budgets.values()]
        .filter((row) => row.tier_id === null && isOfCustomer(row.scope))
        .map((row) => row.scope.customer),
    );
    return this.#ownCustomers.has(customer) ? null : defaultTierId;
  }

  #current(): Composed {
    this.#composed ??= this.#arrange(this.#compose());
    return this.#composed;
  }

  #arrange(rules: BudgetRules): Composed {
    return { rules, tiers: new Map(rules.tiers.map((tier) => [tier.id, tier])) };
  }

  /** Rules that were handed out are never changed: the map is copied, and only when it has to be. */
  #applyAssignments(rows: readonly CustomerTierRow[], wanted: WantedRows | null): void {
    if (wanted !== null && wanted.customer_tier.length === 0) return;
    const assignments = wanted === null ? new Map<string, string>() : new Map(this.#assignments);
    for (const customer of wanted?.customer_tier ?? []) assignments.delete(customer);
    for (const row of rows) assignments.set(row.customer_external_id, row.tier_id);
    this.#assignments = assignments;
  }

  #compose(): BudgetRules {
    const ofScopes: Budget[] = [];
    const ofTiers = new Map<string, BudgetRow[]>();
    for (const row of this.#budgets.values()) {
      if (row.tier_id === null) ofScopes.push(this.#budgetOf(row));
      else append(ofTiers, row.tier_id, row);
    }
    this.#madeTiers ??= [...this.#tiers.values()].map((row) =>
      toTier(row, ofTiers.get(row.id) ?? []),
    );
    this.#madeLimits ??= [...this.#limits.values()];
    this.#madeBlocks ??= [...this.#blocks.values()];
    return {
      budgets: ofScopes,
      tiers: this.#madeTiers,
      limits: this.#madeLimits,
      defaultTierId: this.#defaultTierId(),
      assignments: this.#assignments,
      tierBudgetChanges: [...ofTiers.values()].flat().flatMap((row) => this.#changesOf(row.id)),
      blocks: this.#madeBlocks,
    };
  }

  #budgetOf(row: BudgetRow): Budget {
    const known = this.#made.get(row.id);
    if (known !== undefined) return known;
    const raises = (this.#raises.get(row.id) ?? []).map(toRaise);
    const made = toBudget(row, raises, this.#resets.get(row.id)?.[0]?.reset_at ?? null);
    this.#made.set(row.id, made);
    return made;
  }

  /** One entry for each customer for whom something was changed about a tier's budget. */
  #changesOf(budgetId: string): TierBudgetChange[] {
    const raises = Map.groupBy(this.#raises.get(budgetId) ?? [], (row) => row.customer_external_id);
    const resets = new Map(
      (this.#resets.get(budgetId) ?? []).map((row) => [row.customer_external_id, row.reset_at]),
    );
    return [...new Set([...raises.keys(), ...resets.keys()])]
      .filter((customer) => customer !== null)
      .map((customer) => ({
        budgetId,
        customer,
        raises: (raises.get(customer) ?? []).map(toRaise),
        resetAt: resets.get(customer) ?? null,
      }));
  }

  #defaultTierId(): string | null {
    const tiers = [...this.#tiers.values()];
    const marked = tiers.find((tier) => tier.is_default);
    return (marked ?? tiers.find((tier) => tier.name === this.#defaultTier))?.id ?? null;
  }
}

function isOfCustomer(scope: Scope): boolean {
  return scope.customer !== undefined && Object.keys(scope).length === 1;
}

function forget(map: Map<string, unknown>, keys: readonly string[] | undefined): void {
  if (keys === undefined) map.clear();
  else for (const key of keys) map.delete(key);
}

function append<Row>(map: Map<string, Row[]>, key: string, row: Row): void {
  const rows = map.get(key);
  if (rows === undefined) map.set(key, [row]);
  else rows.push(row);
}

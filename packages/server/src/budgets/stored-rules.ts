import type { Clock } from '../kernel/index.ts';
import {
  type Notifications,
  PendingReads,
  type Pool,
  type Queryable,
  withTransaction,
} from '../platform/postgres/index.ts';
import type { Budget } from './budget.ts';
import { RuleSections, type WantedRows } from './rule-sections.ts';
import type { BlockKind, BudgetRules, RuleStore } from './rules.ts';
import { loadBlocks } from './sql/block-rows.ts';
import { loadBudgets } from './sql/budget-rows.ts';
import { loadLatestResets, loadRaises } from './sql/change-rows.ts';
import { loadCustomerTiers } from './sql/customer-tier-rows.ts';
import { loadLimits } from './sql/limit-rows.ts';
import { loadTiers } from './sql/tier-rows.ts';
import type { Tier } from './tier.ts';

const CHANNEL = 'tollgate_budgets';

/**
 * What was changed, as the database tells it: `budget <id>` (its raises and resets too), `tier <id>`,
 * `customer_tier <external id>`, `rate_limit <id>`, `block <kind> <subject>`.
 */
export type RuleChange =
  | `budget ${string}`
  | `tier ${string}`
  | `customer_tier ${string}`
  | `rate_limit ${string}`
  | `block ${BlockKind} ${string}`;

/** A budget, and the customer where it is one of a tier. */
export interface BudgetTarget {
  readonly budgetId: string;
  readonly customer: string | null;
}

/**
 * All rules in memory. PostgreSQL pushes each change to every process, which then reads that row
 * alone; whoever made a change here waits for it with `refresh`. While the database is away the rules
 * stay as they were last read.
 */
export class StoredRules implements RuleStore {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #listeners = new Set<(rules: BudgetRules) => void | Promise<void>>();
  readonly #sections: RuleSections;
  readonly #reads: PendingReads<RuleChange>;

  constructor(deps: {
    pool: Pool;
    notifications: Notifications;
    clock: Clock;
    /** Name of the tier of customers that have none, when no tier is marked as that. */
    defaultTier: string | null;
    onError: (error: unknown) => void;
  }) {
    this.#pool = deps.pool;
    this.#clock = deps.clock;
    this.#reads = new PendingReads({
      read: (changes) => this.#read(changes),
      onError: deps.onError,
    });
    this.#sections = new RuleSections(deps.defaultTier);
    deps.notifications.on(CHANNEL, {
      onMessage: (change) => this.#reads.askInBackground([change as RuleChange]),
      onConnected: () => this.#reads.askInBackground(null),
    });
  }

  /** The rules as they were last read. */
  get current(): BudgetRules {
    return this.#sections.rules();
  }

  /** The tier a customer is on: its own, or the default one unless it has a budget of its own. */
  tierOf(customer: string): Tier | null {
    return this.#sections.tierOf(customer);
  }

  /** A budget, or a tier's as the customer has it; null when there is no such budget for them. */
  termsOf({ budgetId, customer }: BudgetTarget): Budget | null {
    return this.#sections.termsOf(budgetId, customer);
  }

  /**
   * Calls with the rules after each change of them, until the returned function is called. A change is
   * in force when every listener is done with it.
   */
  onChange(listener: (rules: BudgetRules) => void | Promise<void>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async load(): Promise<BudgetRules> {
    await this.reload();
    return this.current;
  }

  /** Reads everything anew: at the start, and after changes may have gone unheard. */
  reload(): Promise<void> {
    return this.#reads.ask(null);
  }

  /** Resolves when the rules, read after this call, are in force here. */
  refresh(changes: readonly RuleChange[]): Promise<void> {
    return this.#reads.ask(changes);
  }

  close(): void {
    this.#reads.close();
    this.#listeners.clear();
  }

  async #read(changes: ReadonlySet<RuleChange> | null): Promise<void> {
    const wanted = changes && groupChanges(changes);
    await withTransaction(
      this.#pool,
      (tx) => this.#apply(tx, wanted),
      'repeatable read, read only',
    );
    await Promise.all([...this.#listeners].map((listener) => listener(this.current)));
  }

  /** Reads first and applies then, so that a reading that fails half-way changes nothing. */
  async #apply(tx: Queryable, wanted: WantedRows | null): Promise<void> {
    const budgetIds = wanted?.budget ?? null;
    const found = {
      budgets: await loadBudgets(tx, budgetIds),
      raises: await loadRaises(tx, { budgetIds, at: this.#clock.now() }),
      resets: await loadLatestResets(tx, budgetIds),
      tiers: await loadTiers(tx, wanted?.tier ?? null),
      assignments: await loadCustomerTiers(tx, wanted?.customer_tier ?? null),
      limits: await loadLimits(tx, wanted?.rate_limit ?? null),
      blocks: await loadBlocks(tx, wanted?.block ?? null),
    };
    this.#sections.apply(found, wanted);
  }
}

function groupChanges(changes: ReadonlySet<string>): WantedRows {
  const wanted: Record<keyof WantedRows, string[]> = {
    budget: [],
    tier: [],
    customer_tier: [],
    rate_limit: [],
    block: [],
  };
  for (const change of changes) {
    const space = change.indexOf(' ');
    const table = change.slice(0, space);
    if (Object.hasOwn(wanted, table))
      wanted[table as keyof WantedRows].push(change.slice(space + 1));
  }
  return wanted;
}

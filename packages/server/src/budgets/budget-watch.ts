import type { Clock } from '../kernel/index.ts';
import { LiveFeed, Pace } from '../platform/live/index.ts';
import type { BudgetService } from './budget-service.ts';
import type { BudgetRecord } from './rule-rows.ts';
import type { BudgetTarget, StoredRules } from './stored-rules.ts';

/** Budgets as they stand. A higher sequence is newer, whoever watches. */
export interface WatchedBudgets {
  readonly sequence: number;
  readonly asOf: Date;
  readonly budgets: readonly { readonly record: BudgetRecord; readonly customer: string | null }[];
}

const TIMING = { leastMs: 500, perWatcherMs: 5, refreshMs: 10_000 };
/** Counts change with every call; who watches need not hear of each. */
const GATHER_MS = 50;

/** Tells of changes of budgets: of their terms, and of what is spent and set aside. */
export class BudgetWatch {
  readonly #budgets: BudgetService;
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  readonly #feeds = new Map<string, LiveFeed<WatchedBudgets>>();
  readonly #pace = new Pace(TIMING);
  #sequence = 0;
  #gathering: NodeJS.Timeout | null = null;

  constructor(deps: {
    budgets: BudgetService;
    rules: StoredRules;
    clock: Clock;
    onError: (error: unknown) => void;
  }) {
    this.#budgets = deps.budgets;
    this.#clock = deps.clock;
    this.#onError = deps.onError;
    deps.rules.onChange(() => this.changed());
  }

  /** Something about some budget changed. Costs next to nothing while nobody watches. */
  changed(): void {
    if (this.#feeds.size === 0 || this.#gathering !== null) return;
    this.#gathering = setTimeout(() => {
      this.#gathering = null;
      for (const feed of this.#feeds.values()) feed.markStale();
    }, GATHER_MS);
    this.#gathering.unref();
  }

  /** The budgets now, then again after each change. Ends when it is returned from, or with `close`. */
  subscribe(targets: readonly BudgetTarget[]): AsyncIterableIterator<WatchedBudgets, undefined> {
    const key = JSON.stringify(targets.map(({ budgetId, customer }) => [budgetId, customer]));
    const feed = this.#feeds.get(key) ?? this.#open(key, targets);
    return feed.subscribe();
  }

  close(): void {
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    for (const feed of this.#feeds.values()) feed.end();
    this.#feeds.clear();
  }

  #open(key: string, targets: readonly BudgetTarget[]): LiveFeed<WatchedBudgets> {
    const feed = new LiveFeed<WatchedBudgets>({
      read: () => this.#read(targets),
      pace: this.#pace,
      refreshMs: TIMING.refreshMs,
      onError: this.#onError,
      onIdle: () => this.#feeds.delete(key),
    });
    this.#feeds.set(key, feed);
    return feed;
  }

  async #read(targets: readonly BudgetTarget[]): Promise<WatchedBudgets> {
    this.#sequence += 1;
    const sequence = this.#sequence;
    const records = await this.#budgets.byIds(targets.map((target) => target.budgetId));
    const budgets = targets.flatMap(({ customer }, index) => {
      const record = records[index];
      return record && (record.tierId === null) === (customer === null)
        ? [{ record, customer }]
        : [];
    });
    return { sequence, asOf: this.#clock.now(), budgets };
  }
}

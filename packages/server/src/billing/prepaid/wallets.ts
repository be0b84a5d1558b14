import { type Notifications, PendingReads, type Pool } from '../../platform/postgres/index.ts';
import { readWalletTerms } from './rows.ts';
import type { Wallet } from './wallet.ts';

type Listener = (wallets: ReadonlyMap<string, Wallet>) => void;

const CHANNEL = 'tollgate_wallets';

/**
 * The wallets of all prepaid customers, in memory. PostgreSQL tells every process whose credit, terms
 * or final invoices changed, and that customer is read anew. While the database is away they stay as
 * they were last read.
 */
export class Wallets {
  readonly #pool: Pool;
  readonly #listeners = new Set<Listener>();
  #wallets: ReadonlyMap<string, Wallet> = new Map();
  readonly #reads: PendingReads<string>;

  constructor(deps: {
    pool: Pool;
    notifications: Notifications;
    onError: (error: unknown) => void;
  }) {
    this.#pool = deps.pool;
    this.#reads = new PendingReads({
      read: (customers) => this.#read(customers),
      onError: deps.onError,
    });
    deps.notifications.on(CHANNEL, {
      onMessage: (customer) => this.#reads.askInBackground([customer]),
      onConnected: () => this.#reads.askInBackground(null),
    });
  }

  /** Calls with all wallets, by customer, after each change. What did not change is the same object. */
  onChange(listener: Listener): void {
    this.#listeners.add(listener);
  }

  /** Resolves when the wallet of a customer, read after this call, is in force here. */
  refresh(customer: string): Promise<void> {
    return this.#reads.ask([customer]);
  }

  reload(): Promise<void> {
    return this.#reads.ask(null);
  }

  close(): void {
    this.#reads.close();
    this.#listeners.clear();
  }

  async #read(customers: ReadonlySet<string> | null): Promise<void> {
    const found = await readWalletTerms(this.#pool, customers && [...customers]);
    const wallets = new Map(customers === null ? [] : this.#wallets);
    for (const customer of customers ?? []) wallets.delete(customer);
    for (const wallet of found) wallets.set(wallet.customer, wallet);
    this.#wallets = wallets;
    for (const listener of this.#listeners) listener(wallets);
  }
}

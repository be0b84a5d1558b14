import type { Notifications, Pool } from '../../platform/postgres/index.ts';
import { readWalletTerms } from './rows.ts';
import type { Wallet } from './wallet.ts';

type Listener = (wallets: ReadonlyMap<string, Wallet>) => void;

const CHANNEL = 'tollgate_wallets';
const RETRY_MS = 1_000;

/**
 * The wallets of all prepaid customers, in memory. PostgreSQL tells every process whose credit, terms
 * or final invoices changed, and that customer is read anew. While the database is away they stay as
 * they were last read.
 */
export class Wallets {
  readonly #pool: Pool;
  readonly #onError: (error: unknown) => void;
  readonly #listeners = new Set<Listener>();
  #wallets: ReadonlyMap<string, Wallet> = new Map();
  /** Whose wallets are to be read; null for all. */
  #pending: Set<string> | null = new Set();
  #reading: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;
  #retry: NodeJS.Timeout | undefined;

  constructor(deps: {
    pool: Pool;
    notifications: Notifications;
    onError: (error: unknown) => void;
  }) {
    this.#pool = deps.pool;
    this.#onError = deps.onError;
    deps.notifications.on(CHANNEL, {
      onMessage: (customer) => this.#inBackground(() => this.refresh(customer)),
      onConnected: () => this.#inBackground(() => this.reload()),
    });
  }

  /** Calls with all wallets, by customer, after each change. What did not change is the same object. */
  onChange(listener: Listener): void {
    this.#listeners.add(listener);
  }

  /** Resolves when the wallet of a customer, read after this call, is in force here. */
  refresh(customer: string): Promise<void> {
    this.#pending?.add(customer);
    return this.#readPending();
  }

  reload(): Promise<void> {
    this.#pending = null;
    return this.#readPending();
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#listeners.clear();
  }

  /** What is asked for while a reading runs may have come too late for it, and is read by the next one. */
  #readPending(): Promise<void> {
    this.#next ??= this.#reading
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        this.#reading = this.#read();
        return this.#reading;
      });
    return this.#next;
  }

  async #read(): Promise<void> {
    const asked = this.#pending;
    this.#pending = new Set();
    try {
      const found = await readWalletTerms(this.#pool, asked && [...asked]);
      const wallets = new Map(asked === null ? [] : this.#wallets);
      for (const customer of asked ?? []) wallets.delete(customer);
      for (const wallet of found) wallets.set(wallet.customer, wallet);
      this.#wallets = wallets;
    } catch (error) {
      this.#pending = asked && this.#pending && new Set([...asked, ...this.#pending]);
      throw error;
    }
    for (const listener of this.#listeners) listener(this.#wallets);
  }

  #inBackground(work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      this.#onError(error);
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => this.#inBackground(() => this.#readPending()), RETRY_MS);
      this.#retry.unref();
    });
  }
}

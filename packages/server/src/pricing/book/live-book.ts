import type { Notifications, Queryable } from '../../platform/postgres/index.ts';
import { NOTHING_KNOWN, readTimelines } from '../sql/read-book.ts';
import { PriceBook } from './price-book.ts';

/** Channel on which every process hears that the book has grown. */
const BOOK_CHANNEL = 'tollgate_price_book';
const ALL_TIME = 'infinity';

/**
 * The price book in memory, kept in step with the database: whatever any process writes is read by
 * all of them when its transaction commits, and again after an outage.
 */
export class LiveBook {
  readonly book = new PriceBook();
  readonly #db: Queryable;
  readonly #onError: (error: unknown) => void;
  #seenUntil = NOTHING_KNOWN;
  #reading: Promise<void> | null = null;
  #stale = false;

  constructor(deps: {
    db: Queryable;
    notifications: Notifications;
    onError: (error: unknown) => void;
  }) {
    this.#db = deps.db;
    this.#onError = deps.onError;
    const refresh = () => void this.refresh().catch(this.#onError);
    deps.notifications.on(BOOK_CHANNEL, { onMessage: refresh, onConnected: refresh });
  }

  /** Resolves when what was committed before the call is in memory. */
  async refresh(): Promise<void> {
    this.#stale = true;
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = null;
    });
    await this.#reading;
    if (this.#stale) await this.refresh();
  }

  async #readAll(): Promise<void> {
    while (this.#stale) {
      this.#stale = false;
      const news = await readTimelines(this.#db, { after: this.#seenUntil, knownAt: ALL_TIME });
      if (news.length === 0) continue;
      this.#seenUntil = news.at(-1)?.recordedAt ?? this.#seenUntil;
      this.book.put(news);
    }
  }
}

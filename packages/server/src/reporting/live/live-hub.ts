import { SPEND_CHANNEL } from '../../metering/index.ts';
import { LiveFeed, Pace } from '../../platform/live/index.ts';
import type { Notifications } from '../../platform/postgres/index.ts';
import type { UsageFilter } from '../usage-filter.ts';

const TIMING = { leastMs: 500, perWatcherMs: 5, refreshMs: 30_000 };

/** Live states by filter: whoever asks for the same filter shares one. */
export class LiveHub<T extends object> {
  readonly #read: (filter: UsageFilter) => Promise<T>;
  readonly #pace: Pace;
  readonly #refreshMs: number;
  readonly #onError: (error: unknown) => void;
  readonly #feeds = new Map<string, LiveFeed<T>>();

  constructor(deps: {
    read: (filter: UsageFilter) => Promise<T>;
    notifications: Notifications;
    onError: (error: unknown) => void;
    timing?: typeof TIMING;
  }) {
    this.#read = deps.read;
    const timing = deps.timing ?? TIMING;
    this.#pace = new Pace(timing);
    this.#refreshMs = timing.refreshMs;
    this.#onError = deps.onError;
    const markAllStale = () => {
      for (const feed of this.#feeds.values()) feed.markStale();
    };
    deps.notifications.on(SPEND_CHANNEL, { onMessage: markAllStale, onConnected: markAllStale });
  }

  /** The state now, then again after each change. Ends when it is returned from, or with `close`. */
  subscribe(filter: UsageFilter): AsyncIterableIterator<T, undefined> {
    const key = keyOf(filter);
    const feed = this.#feeds.get(key) ?? this.#open(key, filter);
    return feed.subscribe();
  }

  close(): void {
    for (const feed of this.#feeds.values()) feed.end();
    this.#feeds.clear();
  }

  #open(key: string, filter: UsageFilter): LiveFeed<T> {
    const feed = new LiveFeed<T>({
      read: () => this.#read(filter),
      pace: this.#pace,
      refreshMs: this.#refreshMs,
      onError: this.#onError,
      onIdle: () => this.#feeds.delete(key),
    });
    this.#feeds.set(key, feed);
    return feed;
  }
}

function keyOf({ reach, ...lists }: UsageFilter): string {
  const sorted = Object.entries(lists).map(([name, values]) => [name, values.toSorted()]);
  return JSON.stringify([reach, ...sorted.toSorted()]);
}

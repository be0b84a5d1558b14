import { Pool } from 'undici';
import { type DrainOptions, Drains } from './drains.ts';

export interface PoolOptions {
  readonly connectTimeoutMs: number;
  /** Longest time without progress, before the headers and between chunks. */
  readonly idleTimeoutMs: number;
  readonly drains?: Partial<DrainOptions>;
}

const DRAINS: DrainOptions = { longestMs: 60_000, most: 100 };

/**
 * Keep-alive connections to each upstream, as many as there are calls under way: a smaller pool
 * queues calls unfairly.
 */
export class UpstreamPools {
  readonly #options: PoolOptions;
  readonly #pools = new Map<string, Pool>();
  readonly drains: Drains;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.drains = new Drains({ ...DRAINS, ...options.drains });
  }

  get idleTimeoutMs(): number {
    return this.#options.idleTimeoutMs;
  }

  to(origin: string): Pool {
    const known = this.#pools.get(origin);
    if (known !== undefined) return known;
    const pool = new Pool(origin, {
      connectTimeout: this.#options.connectTimeoutMs,
      // Each exchange has a timer of its own, see Patience.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.#pools.set(origin, pool);
    return pool;
  }

  /** Breaks off whatever is still under way. */
  async destroy(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
  }
}

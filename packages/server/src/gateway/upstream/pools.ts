import { Pool } from 'undici';

export interface PoolOptions {
  readonly connectTimeoutMs: number;
  /** Longest silence, before the headers and between chunks. */
  readonly idleTimeoutMs: number;
}

/**
 * Keep-alive connections to each upstream, as many as there are calls under way: a smaller pool
 * queues calls unfairly.
 */
export class UpstreamPools {
  readonly #options: PoolOptions;
  readonly #pools = new Map<string, Pool>();

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  to(origin: string): Pool {
    const known = this.#pools.get(origin);
    if (known !== undefined) return known;
    const pool = new Pool(origin, {
      connectTimeout: this.#options.connectTimeoutMs,
      headersTimeout: this.#options.idleTimeoutMs,
      bodyTimeout: this.#options.idleTimeoutMs,
    });
    this.#pools.set(origin, pool);
    return pool;
  }

  /** Breaks off whatever is still under way. */
  async destroy(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
  }
}

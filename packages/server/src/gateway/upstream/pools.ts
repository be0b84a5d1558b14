import { Connections } from './connections.ts';
import { type DrainOptions, Drains } from './drains.ts';

export interface PoolOptions {
  readonly connectTimeoutMs: number;
  /** Longest wait for the head of an answer; as long as the silence in one, if left out. */
  readonly firstByteTimeoutMs?: number;
  /** Longest time without progress in an answer. */
  readonly idleTimeoutMs: number;
  /** Of a whole answer, which is held until its usage is read. Streams are not. */
  readonly maxAnswerBytes: number;
  readonly drains?: Partial<DrainOptions>;
}

const DRAINS: DrainOptions = { longestMs: 60_000, most: 100 };

/**
 * Keep-alive connections to each upstream, as many as there are calls under way: a smaller pool
 * queues calls unfairly.
 */
export class UpstreamPools {
  readonly #options: PoolOptions;
  readonly #pools = new Map<string, Connections>();
  readonly drains: Drains;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.drains = new Drains({ ...DRAINS, ...options.drains });
  }

  get mostAnswerBytes(): number {
    return this.#options.maxAnswerBytes;
  }

  get idleTimeoutMs(): number {
    return this.#options.idleTimeoutMs;
  }

  get firstByteTimeoutMs(): number {
    return this.#options.firstByteTimeoutMs ?? this.#options.idleTimeoutMs;
  }

  /** `connectMs`: how long to try, where it differs from what holds for all. */
  to(origin: string, connectMs: number | null = null): Connections {
    const name = connectMs === null ? origin : `${origin} ${connectMs}`;
    const known = this.#pools.get(name);
    if (known !== undefined) return known;
    const pool = new Connections(origin, {
      connectTimeout: connectMs ?? this.#options.connectTimeoutMs,
      // Each exchange has a timer of its own, see Patience.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.#pools.set(name, pool);
    return pool;
  }

  /** Breaks off whatever is still under way. */
  async destroy(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
  }
}

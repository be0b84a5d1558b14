import type { GatewayKey } from '../request/authenticate.ts';

/** Who made a response, and where it is kept. */
export interface ResponseOrigin {
  /** The provider's own id of it. */
  readonly responseId: string;
  readonly deploymentId: string;
  /** Null for the master key. */
  readonly apiKeyId: string | null;
  readonly teamId: string | null;
  readonly customerExternalId: string | null;
  readonly createdAt: Date;
}

/** Where origins outlive this process and are found by the others. */
export interface ResponseStore {
  insert(origins: readonly ResponseOrigin[]): Promise<void>;
  find(responseId: string): Promise<ResponseOrigin | null>;
  remove(responseId: string): Promise<void>;
}

const MOST_IN_MEMORY = 10_000;
const MOST_WAITING = 50_000;
const WRITE_AFTER_MS = 100;
const AGAIN_AFTER_MS = 2_000;

/**
 * Which deployment made which response, for whom. Known at once in this process; written behind, so
 * that no call waits for the database.
 */
export class ResponseOrigins {
  readonly #store: ResponseStore;
  readonly #onError: (error: unknown) => void;
  /** The least lately remembered first. */
  readonly #known = new Map<string, ResponseOrigin>();
  #waiting: ResponseOrigin[] = [];
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(store: ResponseStore, onError: (error: unknown) => void) {
    this.#store = store;
    this.#onError = onError;
  }

  remember(origin: ResponseOrigin): void {
    if (this.#known.has(origin.responseId)) return;
    this.#keep(origin);
    if (this.#waiting.length < MOST_WAITING) this.#waiting.push(origin);
    this.#schedule(WRITE_AFTER_MS);
  }

  /** Rejects when it is not known here and the database is away. */
  async find(responseId: string): Promise<ResponseOrigin | null> {
    const known = this.#known.get(responseId);
    if (known !== undefined) return known;
    const found = await this.#store.find(responseId);
    if (found !== null) this.#keep(found);
    return found;
  }

  async forget(responseId: string): Promise<void> {
    this.#known.delete(responseId);
    this.#waiting = this.#waiting.filter((each) => each.responseId !== responseId);
    await this.#writing;
    await this.#store.remove(responseId);
  }

  /** What is not written yet gets one more chance. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#writing;
    await this.#write();
  }

  #keep(origin: ResponseOrigin): void {
    this.#known.set(origin.responseId, origin);
    if (this.#known.size <= MOST_IN_MEMORY) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }

  #schedule(milliseconds: number): void {
    if (this.#timer !== null || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#writing = this.#write();
    }, milliseconds);
  }

  async #write(): Promise<void> {
    const origins = this.#waiting.splice(0);
    if (origins.length === 0) return;
    try {
      await this.#store.insert(origins);
    } catch (error) {
      this.#onError(error);
      this.#waiting.unshift(...origins);
      this.#schedule(AGAIN_AFTER_MS);
    }
  }
}

/** The key that made it, one of the same team, or the master key; and never across customers of bound keys. */
export function mayRead(key: GatewayKey, origin: ResponseOrigin): boolean {
  if (key.boundCustomer !== null && key.boundCustomer !== origin.customerExternalId) return false;
  if (key.id === null || key.id === origin.apiKeyId) return true;
  return key.teamId !== null && key.teamId === origin.teamId;
}

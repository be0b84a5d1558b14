import { BoundedMap, type Clock } from '../kernel/index.ts';
import type { Notifications, Queryable } from '../platform/postgres/index.ts';
import type { Sealer } from '../platform/sealing/index.ts';
import { isExpired } from './api-key.ts';
import { type GatewayKey, KeyLookupUnavailable, MASTER_GATEWAY_KEY } from './gateway-key.ts';
import type { MasterKey } from './master-key.ts';
import { sha256Base64 } from './secret-text.ts';
import { openSigningSecret } from './signing-secret.ts';
import { type ApiKeyRow, findUsableKey, loadUsableKeys } from './sql/api-key-rows.ts';

interface Entry {
  readonly key: GatewayKey;
  readonly expiresAt: Date | null;
}

const CHANNEL = 'tollgate_api_key';
const LONGEST_SECRET = 256;
const REMEMBERED_STRANGERS = 10_000;
const STRANGER_TTL_MS = 5_000;

/**
 * Every usable key in memory, by the SHA-256 of its secret, so that a known key costs one hash.
 * PostgreSQL pushes each change to every process. While the database is down known keys work on;
 * a key that is not in memory then throws `KeyLookupUnavailable`.
 */
export class ApiKeyDirectory {
  readonly #db: Queryable;
  readonly #clock: Clock;
  readonly #masterKey: MasterKey;
  readonly #sealer: Sealer;
  readonly #onError: (error: unknown) => void;
  #entries = new Map<string, Entry>();
  /** Once the master key was seen. */
  #masterHash: string | null = null;
  readonly #strangers = new BoundedMap<string, number>(REMEMBERED_STRANGERS);
  readonly #fills = new Map<string, Promise<Entry | null>>();
  /** Hashes whose row changed while a load was running: what it read of them is stale. */
  #changedDuringLoad: Set<string> | null = null;
  #loading: Promise<void> = Promise.resolve();

  constructor(deps: {
    db: Queryable;
    clock: Clock;
    masterKey: MasterKey;
    sealer: Sealer;
    notifications: Notifications;
    onError?: (error: unknown) => void;
  }) {
    this.#db = deps.db;
    this.#clock = deps.clock;
    this.#masterKey = deps.masterKey;
    this.#sealer = deps.sealer;
    this.#onError = deps.onError ?? (() => undefined);
    deps.notifications.on(CHANNEL, {
      onMessage: (hex) => this.forget(Buffer.from(hex, 'hex')),
      onConnected: () => void this.reload().catch(this.#onError),
    });
  }

  /** The key of this secret, at once when it is in memory; null for a secret that opens nothing. */
  lookup(secret: string): GatewayKey | null | Promise<GatewayKey | null> {
    if (secret === '' || secret.length > LONGEST_SECRET) return null;
    const hash = sha256Base64(secret);
    const entry = this.#entries.get(hash);
    if (entry !== undefined) return this.#usable(entry);
    if (hash === this.#masterHash) return MASTER_GATEWAY_KEY;
    const digest = Buffer.from(hash, 'base64');
    if (this.#masterKey.matches(digest)) {
      this.#masterHash = hash;
      return MASTER_GATEWAY_KEY;
    }
    if (this.#isStranger(hash)) return null;
    return this.#fill(hash, digest).then((filled) => filled && this.#usable(filled));
  }

  /** Drops what is known about a key; its next use asks the database. Takes effect before it returns. */
  forget(digest: Buffer): void {
    const hash = digest.toString('base64');
    this.#entries.delete(hash);
    this.#strangers.delete(hash);
    this.#fills.delete(hash);
    this.#changedDuringLoad?.add(hash);
  }

  /**
   * Reads all usable keys anew: at the start, and after changes may have gone unheard. A load that is
   * running may have read too early, so another one follows it.
   */
  reload(): Promise<void> {
    this.#loading = this.#loading.catch(() => undefined).then(() => this.#load());
    return this.#loading;
  }

  async #load(): Promise<void> {
    const changed = new Set<string>();
    this.#changedDuringLoad = changed;
    try {
      const rows = await loadUsableKeys(this.#db);
      const entries = new Map(rows.map((row) => [hashOf(row), toEntry(row, this.#sealer)]));
      for (const hash of changed) entries.delete(hash);
      this.#entries = entries;
      this.#strangers.clear();
    } finally {
      this.#changedDuringLoad = null;
    }
  }

  #usable({ key, expiresAt }: Entry): GatewayKey | null {
    return isExpired(expiresAt, this.#clock.now()) ? null : key;
  }

  #isStranger(hash: string): boolean {
    const until = this.#strangers.get(hash);
    return until !== undefined && this.#clock.monotonicMs() < until;
  }

  /** Callers that ask for one key at one time share one question to the database. */
  #fill(hash: string, digest: Buffer): Promise<Entry | null> {
    const running = this.#fills.get(hash);
    if (running !== undefined) return running;
    const fill = this.#ask(digest).then((entry) => {
      // Gone from the map: the key changed while we asked, so the answer may be old.
      if (this.#fills.get(hash) === fill) this.#remember(hash, entry);
      return entry;
    });
    this.#fills.set(hash, fill);
    const settle = () => this.#fills.get(hash) === fill && this.#fills.delete(hash);
    fill.then(settle, settle);
    return fill;
  }

  async #ask(digest: Buffer): Promise<Entry | null> {
    try {
      const row = await findUsableKey(this.#db, digest);
      return row && toEntry(row, this.#sealer);
    } catch (cause) {
      throw new KeyLookupUnavailable('API keys cannot be looked up', { cause });
    }
  }

  #remember(hash: string, entry: Entry | null): void {
    if (entry === null) this.#strangers.set(hash, this.#clock.monotonicMs() + STRANGER_TTL_MS);
    else this.#entries.set(hash, entry);
  }
}

function hashOf(row: ApiKeyRow): string {
  return row.secret_sha256.toString('base64');
}

function toEntry(row: ApiKeyRow, sealer: Sealer): Entry {
  const { id, alias, tags, models } = row;
  return {
    key: Object.freeze({
      id,
      alias,
      teamId: row.team_id,
      userId: row.user_id,
      boundCustomer: row.bound_customer,
      signingSecret: openSigningSecret(row, sealer),
      tags: Object.freeze(tags),
      models: models && Object.freeze(models),
    }),
    expiresAt: row.expires_at,
  };
}

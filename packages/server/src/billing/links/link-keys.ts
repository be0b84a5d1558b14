import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { type Clock, Secret } from '../../kernel/index.ts';
import { type Pool, type Queryable, withTransaction } from '../../platform/postgres/index.ts';
import type { Sealer } from '../../platform/sealing/index.ts';

const KEY_BYTES = 32;

interface Row {
  readonly id: string;
  readonly sealed_key_id: string;
  readonly sealed: Buffer;
}

/** The one key that links are signed with. It is made when it is first needed, and kept sealed. */
export class LinkKeys {
  readonly #pool: Pool;
  readonly #sealer: Sealer;
  readonly #clock: Clock;

  constructor(deps: { pool: Pool; sealer: Sealer; clock: Clock }) {
    this.#pool = deps.pool;
    this.#sealer = deps.sealer;
    this.#clock = deps.clock;
  }

  /** Null when there is none, or none that this server's encryption keys open. */
  async current(db: Queryable = this.#pool): Promise<Secret | null> {
    const row = await latest(db);
    if (row === null) return null;
    const sealed = { keyId: row.sealed_key_id, bytes: row.sealed };
    const key = this.#sealer.open(sealed, placeOf(row.id));
    if (key !== null && !this.#sealer.isCurrent(sealed)) await this.#reseal(db, row.id, key);
    return key;
  }

  async currentOrNew(): Promise<Secret> {
    return (await this.current()) ?? this.#make();
  }

  /** In the transaction of whoever wants all links to end. */
  async replace(tx: Queryable, by: string): Promise<Secret> {
    const id = randomUUIDv7();
    const key = new Secret(randomBytes(KEY_BYTES).toString('base64url'));
    const { keyId, bytes } = this.#sealer.seal(key, placeOf(id));
    await tx.query(
      `insert into invoice_link_key (id, sealed_key_id, sealed, created_at, created_by)
       values ($1, $2, $3, $4, $5)`,
      [id, keyId, bytes, this.#clock.now(), by],
    );
    return key;
  }

  /** Of several processes that find none, one makes it. */
  #make(): Promise<Secret> {
    return withTransaction(this.#pool, async (tx) => {
      await tx.query('lock table invoice_link_key in share row exclusive mode');
      return (await this.current(tx)) ?? this.replace(tx, 'Tollgate');
    });
  }

  /** By the connection at hand: another one would wait for the lock that this one may hold. */
  async #reseal(db: Queryable, id: string, key: Secret): Promise<void> {
    const { keyId, bytes } = this.#sealer.seal(key, placeOf(id));
    await db.query('update invoice_link_key set sealed_key_id = $2, sealed = $3 where id = $1', [
      id,
      keyId,
      bytes,
    ]);
  }
}

async function latest(db: Queryable): Promise<Row | null> {
  const { rows } = await db.query<Row>(
    'select id, sealed_key_id, sealed from invoice_link_key order by created_at desc, id desc limit 1',
  );
  return rows[0] ?? null;
}

function placeOf(id: string): string {
  return `invoice link ${id}`;
}

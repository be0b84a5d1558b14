import { timingSafeEqual } from 'node:crypto';
import type { Secret } from '../kernel/index.ts';
import type { Queryable } from '../platform/postgres/index.ts';
import { createSecret, sha256 } from './secret-text.ts';

/** The operator's key: it opens the gateway and the management API. */
export class MasterKey {
  readonly #sha256: Buffer;

  constructor(digest: Buffer) {
    this.#sha256 = digest;
  }

  matches(digest: Buffer): boolean {
    return timingSafeEqual(this.#sha256, digest);
  }
}

export interface EnsuredMasterKey {
  readonly masterKey: MasterKey;
  /** The new secret, to be shown this once; null when one was made earlier or configured. */
  readonly generated: Secret | null;
}

/**
 * The configured key, which is never stored; else the one made at the first start, of which only the
 * hash is kept. `reset` replaces that one. Replicas that start together agree on one.
 */
export async function ensureMasterKey(
  db: Queryable,
  options: { configured?: Secret | undefined; reset?: boolean } = {},
): Promise<EnsuredMasterKey> {
  if (options.configured !== undefined) {
    return { masterKey: new MasterKey(sha256(options.configured.reveal())), generated: null };
  }
  if (options.reset === true) await db.query('delete from master_key');
  const secret = createSecret();
  const { rowCount } = await db.query(
    'insert into master_key (secret_sha256) values ($1) on conflict do nothing',
    [sha256(secret.reveal())],
  );
  const { rows } = await db.query<{ secret_sha256: Buffer }>(
    'select secret_sha256 from master_key',
  );
  const stored = rows[0]?.secret_sha256 ?? sha256(secret.reveal());
  return { masterKey: new MasterKey(stored), generated: rowCount === 1 ? secret : null };
}

import { assert } from '../kernel/index.ts';
import { type Pool, type Queryable, withTransaction } from '../platform/postgres/index.ts';

/** What came of a request under an idempotency key. */
export type Once =
  | {
      readonly kind: 'done' | 'repeated';
      readonly id: string;
      /** When it was done, the first time. */
      readonly at: Date;
    }
  | { readonly kind: 'conflict' };

/**
 * Does something once for each idempotency key, however often and concurrently it is asked: `create`
 * runs in the transaction that takes the key. The same key with another request is a conflict.
 */
export function once(
  pool: Pool,
  request: { operation: string; key: string; digest: Buffer; id: string; at: Date },
  create: (tx: Queryable) => Promise<void>,
): Promise<Once> {
  return withTransaction(pool, async (tx): Promise<Once> => {
    const { operation, key, digest, id, at } = request;
    const taken = await tx.query(
      `insert into idempotency_key (operation, key, request_sha256, result_id, created_at)
       values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [operation, key, digest, id, at],
    );
    if (taken.rowCount === 1) {
      await create(tx);
      return { kind: 'done', id, at };
    }
    const { rows } = await tx.query<{
      request_sha256: Buffer;
      result_id: string;
      created_at: Date;
    }>(
      `select request_sha256, result_id, created_at from idempotency_key
       where operation = $1 and key = $2`,
      [operation, key],
    );
    const known = rows[0];
    assert(known !== undefined, 'an idempotency key is taken, yet not found');
    if (!known.request_sha256.equals(digest)) return { kind: 'conflict' };
    return { kind: 'repeated', id: known.result_id, at: known.created_at };
  });
}

import { createHash } from 'node:crypto';
import { once } from '../identity/index.ts';
import { idempotencyKeyProblem, USED_IDEMPOTENCY_KEY } from '../kernel/index.ts';
import type { Pool, Queryable } from '../platform/postgres/index.ts';
import { Refusal } from './problem.ts';

export function requireIdempotencyKey(key: string): void {
  const problem = idempotencyKeyProblem(key);
  if (problem !== null) throw new Refusal(problem.code, problem.message, problem.path);
}

/** What is asked for under an idempotency key. */
export interface Asked {
  readonly operation: string;
  readonly key: string;
  /** All that it says: the same key with another one is refused. */
  readonly request: string;
  /** Of what it makes. */
  readonly id: string;
  readonly at: Date;
}

/** Does the work, or nothing when it was asked for before. Gives the id and the instant of the first time. */
export async function askedOnce(
  pool: Pool,
  { request, ...asked }: Asked,
  work: (tx: Queryable) => Promise<void>,
): Promise<{ readonly id: string; readonly at: Date }> {
  const digest = createHash('sha256').update(request).digest();
  const done = await once(pool, { ...asked, digest }, work);
  if (done.kind !== 'conflict') return done;
  const { code, message, path } = USED_IDEMPOTENCY_KEY;
  throw new Refusal(code, message, path);
}

import { createHash } from 'node:crypto';
import { once } from '../identity/index.ts';
import { isPlainText } from '../kernel/index.ts';
import type { Pool, Queryable } from '../platform/postgres/index.ts';
import { Refusal } from './problem.ts';

const LONGEST_KEY = 128;

export function requireIdempotencyKey(key: string, longest = LONGEST_KEY): void {
  if (isPlainText(key, longest)) return;
  const message = `Give an idempotency key of 1 to ${longest} characters`;
  throw new Refusal('INVALID', message, ['idempotencyKey']);
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
  const message = 'This idempotency key was used for another request';
  throw new Refusal('CONFLICT', message, ['idempotencyKey']);
}

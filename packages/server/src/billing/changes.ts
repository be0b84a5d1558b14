import { createHash } from 'node:crypto';
import { once } from '../identity/index.ts';
import { type Clock, isPlainText } from '../kernel/index.ts';
import { type Pool, type Queryable, withTransaction } from '../platform/postgres/index.ts';
import { answer, lock, requireRevision } from './guards.ts';
import { type Answer, Refusal } from './problem.ts';
import type { InvoiceRow } from './sql/invoice-rows.ts';

const LONGEST_KEY = 128;

/** What every change of an invoice says: whose, which revision was looked at, and by whom. */
export interface Change {
  readonly id: string;
  readonly expectedRevision: number;
  readonly by: string;
}

/** What is asked for under an idempotency key; the same key with another `request` is a conflict. */
export interface KeyedRequest {
  readonly operation: string;
  readonly key: string;
  readonly request: string;
}

type Work = (tx: Queryable, invoice: InvoiceRow) => Promise<void>;

/** Each change in one transaction, its refusals as values. */
export class Changes {
  readonly #pool: Pool;
  readonly #clock: Clock;

  constructor(deps: { pool: Pool; clock: Clock }) {
    this.#pool = deps.pool;
    this.#clock = deps.clock;
  }

  /** One change of one invoice that is at the revision the caller looked at. */
  async change({ id, expectedRevision }: Change, work: Work): Answer<InvoiceRow> {
    return answer(() =>
      withTransaction(this.#pool, async (tx) => {
        const invoice = await lock(tx, id);
        requireRevision(invoice, expectedRevision);
        await work(tx, invoice);
        return lock(tx, id);
      }),
    );
  }

  /** As `change`, once for each idempotency key. */
  async changeOnce(
    request: KeyedRequest,
    { id, expectedRevision }: Change,
    work: Work,
  ): Answer<InvoiceRow> {
    const done = await this.run(request, id, async (tx) => {
      const invoice = await lock(tx, id);
      requireRevision(invoice, expectedRevision);
      await work(tx, invoice);
    });
    return done.ok ? answer(() => lock(this.#pool, id)) : done;
  }

  /** Gives `result`, or what an earlier request under the key gave. */
  run(
    { operation, key, request }: KeyedRequest,
    result: string,
    work: (tx: Queryable) => Promise<void>,
  ): Answer<string> {
    return answer(async () => {
      if (!isPlainText(key, LONGEST_KEY)) {
        const message = `Give an idempotency key of 1 to ${LONGEST_KEY} characters`;
        throw new Refusal('INVALID', message, ['idempotencyKey']);
      }
      const digest = createHash('sha256').update(request).digest();
      const at = this.#clock.now();
      const done = await once(this.#pool, { operation, key, digest, id: result, at }, work);
      if (done.kind !== 'conflict') return done.id;
      const message = 'This idempotency key was used for another request';
      throw new Refusal('CONFLICT', message, ['idempotencyKey']);
    });
  }
}

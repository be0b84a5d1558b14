import type { Clock } from '../kernel/index.ts';
import { type Pool, type Queryable, withTransaction } from '../platform/postgres/index.ts';
import { answer, lock, requireRevision } from './guards.ts';
import { askedOnce, requireIdempotencyKey } from './idempotency.ts';
import type { Answer } from './problem.ts';
import type { InvoiceRow } from './sql/invoice-rows.ts';

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
      requireIdempotencyKey(key);
      const asked = { operation, key, request, id: result, at: this.#clock.now() };
      return (await askedOnce(this.#pool, asked, work)).id;
    });
  }
}

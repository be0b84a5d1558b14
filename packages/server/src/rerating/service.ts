import { createHash, randomUUIDv7 } from 'node:crypto';
import {
  err,
  idempotencyKeyProblem,
  isPlainText,
  ok,
  type Result,
  USED_IDEMPOTENCY_KEY,
} from '../kernel/index.ts';
import type { RecordingStep } from '../metering/index.ts';
import { readSequence } from '../metering/index.ts';
import { type Pool, type Queryable, withTransaction } from '../platform/postgres/index.ts';
import {
  lockBook,
  type NamedDeployment,
  type PriceBook,
  readBookAsKnown,
} from '../pricing/index.ts';
import { type Comparison, compareSpend } from './compare.ts';
import { atOtherPrices, atPricesInForce, type RatePast } from './past-prices.ts';
import { Recent } from './recent.ts';
import { runBatch } from './run-batch.ts';
import type { Selection } from './selection.ts';
import {
  findByIdempotencyKey,
  findRerating,
  insertRerating,
  listReratings,
  type Rerating,
  unfinishedReratings,
} from './sql/rerating-rows.ts';
import {
  readUnpricedModels,
  type UnpricedModel,
  type UnpricedPosition,
} from './sql/unpriced-models.ts';

/** A refusal that a caller can act on; `path` names the argument it is about. */
export interface Problem {
  readonly code: 'CONFLICT' | 'INVALID';
  readonly message: string;
  readonly path: readonly string[];
}

export interface ReratingDeps {
  readonly pool: Pool;
  readonly book: PriceBook;
  /** Those there are now: they say which base model a private name stands for. */
  readonly deployments: () => readonly NamedDeployment[];
  readonly steps: readonly RecordingStep[];
  readonly onError: (error: unknown) => void;
  /** Events to a transaction. */
  readonly batch?: number;
}

const LONGEST_REASON = 500;
const RETRY_MS = 30_000;
const MOST_RECENT = 8;

/** Rates the past again: looks what would change, records it, and asks what if. */
export class ReratingService {
  readonly #deps: ReratingDeps;
  readonly #running = new Map<string, Promise<void>>();
  readonly #recent = new Recent<Comparison>(MOST_RECENT);
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(deps: ReratingDeps) {
    this.#deps = deps;
  }

  /** What re-rating these events now would change. */
  preview(selection: Selection): Promise<Comparison> {
    const { pool, book, deployments } = this.#deps;
    return this.#compared(['preview', selection], () =>
      compareSpend(pool, selection, atPricesInForce(book, deployments())),
    );
  }

  /** What these events would come to at the prices of another model, another moment, or both. */
  whatIf(
    selection: Selection,
    other: { readonly subject: string | null; readonly at: Date | null },
  ): Promise<Comparison> {
    const { pool, book, deployments } = this.#deps;
    return this.#compared(['what if', selection, other], () =>
      compareSpend(pool, selection, atOtherPrices(book, deployments(), other)),
    );
  }

  /** Which models are called without a price. */
  unpricedModels(
    span: { readonly startsAt: Date; readonly endsAt: Date },
    page: { after: UnpricedPosition | null; limit: number },
  ): Promise<UnpricedModel[]> {
    return readUnpricedModels(this.#deps.pool, span, page);
  }

  /**
   * Begins a run, once for each idempotency key, and returns it as it is: it goes on by itself, here
   * or, if this process ends, in another.
   */
  async start(
    selection: Selection,
    {
      reason,
      requestedBy,
      idempotencyKey,
    }: {
      reason: string;
      requestedBy: string;
      idempotencyKey: string;
    },
  ): Promise<Result<Rerating, Problem[]>> {
    const problems = checkRequest(selection, reason, idempotencyKey);
    if (problems.length > 0) return err(problems);
    const sha256 = digestOf(selection, reason);
    const request = { id: randomUUIDv7(), selection, reason, requestedBy, idempotencyKey, sha256 };
    const found = await withTransaction(this.#deps.pool, async (tx) => {
      await lockBook(tx);
      await insertRerating(tx, request);
      return findByIdempotencyKey(tx, idempotencyKey);
    });
    if (found === null || !found.sha256.equals(sha256)) {
      return err([USED_IDEMPOTENCY_KEY]);
    }
    void this.run(found.rerating.id).catch(this.#deps.onError);
    return ok(found.rerating);
  }

  find(id: string): Promise<Rerating | null> {
    return findRerating(this.#deps.pool, id);
  }

  list(page: { after: string | null; limit: number }): Promise<Rerating[]> {
    return listReratings(this.#deps.pool, page);
  }

  /** Resolves when the run is finished, or goes on elsewhere. */
  run(id: string): Promise<void> {
    const running =
      this.#running.get(id) ?? this.#runAll(id).finally(() => this.#running.delete(id));
    this.#running.set(id, running);
    return running;
  }

  /** Goes on with whatever was broken off, now and every half minute: another replica may have ended. */
  resume(): void {
    clearTimeout(this.#timer);
    this.#resumeAll()
      .catch(this.#deps.onError)
      .finally(() => {
        if (this.#closed) return;
        this.#timer = setTimeout(() => this.resume(), RETRY_MS);
        this.#timer.unref();
      });
  }

  /** Stops after the batches under way; the runs go on elsewhere, or at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await Promise.allSettled(this.#running.values());
  }

  /** The pages of one comparison are cut from one answer, for as long as nothing it rests on moves. */
  async #compared(question: unknown, compare: () => Promise<Comparison>): Promise<Comparison> {
    const { pool, book, deployments } = this.#deps;
    const sequence = await readSequence(pool);
    const names = deployments().map(({ modelName, provider, upstreamModel, baseModel }) => [
      modelName,
      provider,
      upstreamModel,
      baseModel,
    ]);
    return this.#recent.get(JSON.stringify([question, sequence, book.generation, names]), compare);
  }

  async #resumeAll(): Promise<void> {
    for (const id of await unfinishedReratings(this.#deps.pool)) await this.run(id);
  }

  async #runAll(id: string): Promise<void> {
    let prices: Promise<RatePast> | undefined;
    const ratePast = (tx: Queryable, rerating: Rerating) => {
      prices ??= this.#pricesOf(tx, rerating);
      return prices;
    };
    const { pool, steps, batch } = this.#deps;
    const options = { ratePast, steps, ...(batch !== undefined && { batch }) };
    while (!this.#closed && (await runBatch(pool, id, options)) === 'MORE');
  }

  async #pricesOf(tx: Queryable, { bookKnownAt }: Rerating): Promise<RatePast> {
    const book = await readBookAsKnown(tx, bookKnownAt);
    return atPricesInForce(book, this.#deps.deployments());
  }
}

function checkRequest({ startsAt, endsAt }: Selection, reason: string, idempotencyKey: string) {
  const checks: (Problem | false)[] = [
    startsAt >= endsAt && invalid(['selection', 'range'], 'The range is empty'),
    !(isPlainText(reason, LONGEST_REASON) && reason.trim() !== '') &&
      invalid(['reason'], `Give a reason of 1 to ${LONGEST_REASON} characters`),
    idempotencyKeyProblem(idempotencyKey) ?? false,
  ];
  return checks.filter((check) => check !== false);
}

function invalid(path: readonly string[], message: string): Problem {
  return { code: 'INVALID', message, path };
}

function digestOf(
  { startsAt, endsAt, models, customers, only }: Selection,
  reason: string,
): Buffer {
  const text = JSON.stringify([startsAt, endsAt, models, customers, only, reason]);
  return createHash('sha256').update(text).digest();
}

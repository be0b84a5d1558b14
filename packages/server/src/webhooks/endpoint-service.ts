import { createHash, randomUUIDv7 } from 'node:crypto';
import { once } from '../identity/index.ts';
import {
  type Clock,
  err,
  idempotencyKeyProblem,
  ok,
  type Secret,
  USED_IDEMPOTENCY_KEY,
} from '../kernel/index.ts';
import type { Addresses } from '../platform/outward/index.ts';
import type { Pool } from '../platform/postgres/index.ts';
import type { Sealed, Sealer } from '../platform/sealing/index.ts';
import { checkTerms, type Endpoint, type EndpointTerms } from './endpoint.ts';
import { type Answer, CHANGED, invalid, noSuchEndpoint, type Problem } from './problem.ts';
import { createSecret, openSecret, sealSecret } from './secret.ts';
import {
  allEndpoints,
  endpointsByIds,
  insertEndpoint,
  listEndpoints,
  removeEndpoint,
  resealEndpoint,
  rotateSecret,
  updateEndpoint,
} from './sql/endpoint-rows.ts';

/** An endpoint, and its secret when it was made by this very request: it is shown once. */
export interface KeyedEndpoint {
  readonly endpoint: Endpoint;
  readonly secret: Secret | null;
}

const HOUR_MS = 3_600_000;
const LONGEST_OVERLAP_HOURS = 7 * 24;

/** Who is told of what happens. */
export class WebhookEndpoints {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #sealer: Sealer;
  readonly #addresses: Addresses;

  constructor(deps: { pool: Pool; clock: Clock; sealer: Sealer; addresses: Addresses }) {
    this.#pool = deps.pool;
    this.#clock = deps.clock;
    this.#sealer = deps.sealer;
    this.#addresses = deps.addresses;
  }

  /** Once for each idempotency key. */
  async create(terms: EndpointTerms, idempotencyKey: string, by: string): Answer<KeyedEndpoint> {
    const problems = [...checkKey(idempotencyKey), ...checkTerms(terms, this.#addresses)];
    if (problems.length > 0) return err(problems);
    const [id, at, secret] = [randomUUIDv7(), this.#clock.now(), createSecret()];
    const { url, description, events, tests, status } = terms;
    const request = {
      operation: 'createWebhookEndpoint',
      key: idempotencyKey,
      digest: digestOf([url, description, events, status, ...(tests === null ? [] : [tests])]),
      ...{ id, at },
    };
    const sealed = sealSecret(this.#sealer, id, secret);
    const done = await once(this.#pool, request, (tx) =>
      insertEndpoint(tx, { id, terms, secret: sealed, at, by }),
    );
    return this.#keyed(done, secret);
  }

  async update(id: string, terms: EndpointTerms, expectedRevision: number): Answer<Endpoint> {
    const problems = checkTerms(terms, this.#addresses);
    if (problems.length > 0) return err(problems);
    const change = { id, terms, revision: expectedRevision, at: this.#clock.now() };
    const changed = await updateEndpoint(this.#pool, change);
    const endpoint = await this.find(id);
    if (endpoint === null) return err([noSuchEndpoint()]);
    return changed ? ok(endpoint) : err([CHANGED]);
  }

  /** A new secret, once for each idempotency key; for `overlapHours` the present one signs as well. */
  async rotate(id: string, overlapHours: number, idempotencyKey: string): Answer<KeyedEndpoint> {
    const problems = [...checkKey(idempotencyKey), ...checkOverlap(overlapHours)];
    if (problems.length > 0) return err(problems);
    if ((await this.find(id)) === null) return err([noSuchEndpoint()]);
    const [at, secret] = [this.#clock.now(), createSecret()];
    const previousUntil =
      overlapHours === 0 ? null : new Date(at.getTime() + overlapHours * HOUR_MS);
    const request = {
      operation: 'rotateWebhookSecret',
      key: idempotencyKey,
      digest: digestOf([id, overlapHours]),
      ...{ id, at },
    };
    const sealed = sealSecret(this.#sealer, id, secret);
    const done = await once(this.#pool, request, (tx) =>
      rotateSecret(tx, { id, secret: sealed, previousUntil, at }),
    );
    return this.#keyed(done, secret);
  }

  /** It is told nothing more; what it was told stays in the log. */
  async remove(id: string): Answer<true> {
    const removed = await removeEndpoint(this.#pool, id, this.#clock.now());
    return removed ? ok(true as const) : err([noSuchEndpoint()]);
  }

  list(page: Parameters<typeof listEndpoints>[1]): Promise<Endpoint[]> {
    return listEndpoints(this.#pool, page);
  }

  async find(id: string): Promise<Endpoint | null> {
    const [endpoint] = await endpointsByIds(this.#pool, [id]);
    return endpoint ?? null;
  }

  /** Seals with the present key what an earlier one sealed. */
  async resealAll(): Promise<void> {
    for (const { id, secrets } of await allEndpoints(this.#pool)) {
      const again = (sealed: Sealed) => {
        const secret = openSecret(this.#sealer, id, sealed);
        return secret === null ? sealed : sealSecret(this.#sealer, id, secret);
      };
      const stored = [secrets.current, secrets.previous].filter((each) => each !== null);
      if (stored.every((each) => this.#sealer.isCurrent(each))) continue;
      const previous = secrets.previous && again(secrets.previous);
      await resealEndpoint(this.#pool, id, { current: again(secrets.current), previous });
    }
  }

  async #keyed(done: Awaited<ReturnType<typeof once>>, secret: Secret): Answer<KeyedEndpoint> {
    if (done.kind === 'conflict') return err([USED_IDEMPOTENCY_KEY]);
    const endpoint = await this.find(done.id);
    if (endpoint === null) return err([noSuchEndpoint()]);
    return ok({ endpoint, secret: done.kind === 'done' ? secret : null });
  }
}

function checkKey(idempotencyKey: string): Problem[] {
  const problem = idempotencyKeyProblem(idempotencyKey);
  return problem === null ? [] : [problem];
}

function checkOverlap(hours: number): Problem[] {
  if (hours >= 0 && hours <= LONGEST_OVERLAP_HOURS) return [];
  const message = `A secret goes on for 0 to ${LONGEST_OVERLAP_HOURS} hours`;
  return [invalid(['overlapHours'], message)];
}

function digestOf(values: readonly unknown[]): Buffer {
  return createHash('sha256').update(JSON.stringify(values)).digest();
}

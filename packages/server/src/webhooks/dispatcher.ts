import type { Clock, Secret } from '../kernel/index.ts';
import { DueWork } from '../platform/due/index.ts';
import type { Notifications, Pool } from '../platform/postgres/index.ts';
import type { Sealer } from '../platform/sealing/index.ts';
import { messageId } from './payload.ts';
import { nextAttempt } from './retry.ts';
import { openSecret, signatures } from './secret.ts';
import type { Outcome, Send } from './send.ts';
import {
  type ClaimedDelivery,
  claimDelivery,
  type Settlement,
  settleDelivery,
} from './sql/claims.ts';
import { endpointsByIds, type StoredEndpoint } from './sql/endpoint-rows.ts';
import { pruneDeliveries, WEBHOOK_CHANNEL } from './sql/outbox.ts';
import { takeAllEvents } from './take-events.ts';

const PRUNE_MS = 3_600_000;
const LEASE_MS = 60_000;
const KEPT_MS = 90 * 24 * 3_600_000;
const MOST_SENDERS = 16;
const GONE = 410;

export interface DispatcherDeps {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly send: Send;
  /** The fault that keeps webhooks from going out; null when they do again. */
  readonly onState: (fault: unknown) => void;
}

/**
 * Sends what there is to send. A delivery is claimed, and of each endpoint one at a time, so that it hears
 * of things in order.
 */
export class Dispatcher {
  readonly #deps: DispatcherDeps;
  readonly #work: DueWork;
  #prunedAt = 0;

  constructor(deps: DispatcherDeps) {
    this.#deps = deps;
    this.#work = new DueWork({
      most: MOST_SENDERS,
      onState: deps.onState,
      prepare: () => this.#prepare(),
      claim: () => this.#claim(),
    });
  }

  /** From now on by itself. Before `notifications` begin. */
  start(notifications: Notifications): void {
    this.#work.start(notifications, WEBHOOK_CHANNEL);
  }

  /** Resolves when nothing is due any more. */
  deliverDue(): Promise<void> {
    return this.#work.doDue();
  }

  /** What is under way is finished. */
  close(): Promise<void> {
    return this.#work.close();
  }

  async #prepare(): Promise<void> {
    const now = this.#deps.clock.now();
    await takeAllEvents(this.#deps.pool, now);
    if (now.getTime() - this.#prunedAt < PRUNE_MS) return;
    this.#prunedAt = now.getTime();
    await pruneDeliveries(this.#deps.pool, new Date(now.getTime() - KEPT_MS));
  }

  async #claim(): Promise<(() => Promise<void>) | null> {
    const now = this.#deps.clock.now();
    const leaseUntil = new Date(now.getTime() + LEASE_MS);
    const claimed = await claimDelivery(this.#deps.pool, { now, leaseUntil });
    return claimed && (() => this.#attempt(claimed));
  }

  async #attempt(claimed: ClaimedDelivery): Promise<void> {
    const { pool, clock } = this.#deps;
    const [endpoint] = await endpointsByIds(pool, [claimed.endpointId]);
    if (endpoint === undefined) return;
    const outcome = await this.#sendTo(endpoint, claimed);
    await settleDelivery(pool, claimed, settlementOf(outcome, claimed, clock.now()));
  }

  async #sendTo(endpoint: StoredEndpoint, { eventId, body }: ClaimedDelivery): Promise<Outcome> {
    const now = this.#deps.clock.now();
    const secrets = this.#secretsOf(endpoint, now);
    if (secrets === null) {
      return { kind: 'fault', fault: 'this server’s encryption keys do not open the secret' };
    }
    const timestamp = Math.floor(now.getTime() / 1_000);
    const id = messageId(eventId);
    return this.#deps.send({
      url: endpoint.url,
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Tollgate',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signatures(secrets, { id, timestamp, body }),
      },
    });
  }

  /** Those in force, the present one first. */
  #secretsOf({ id, secrets, previousUntil }: StoredEndpoint, now: Date): Secret[] | null {
    const isBoth = previousUntil !== null && now < previousUntil && secrets.previous !== null;
    const sealed = isBoth ? [secrets.current, secrets.previous] : [secrets.current];
    const opened = sealed.flatMap((each) => openSecret(this.#deps.sealer, id, each) ?? []);
    return opened.length === sealed.length ? opened : null;
  }
}

/** An endpoint that has failed for as long as it is tried, or says that it is gone, is told nothing more. */
function settlementOf(outcome: Outcome, { roundAttempts }: ClaimedDelivery, at: Date): Settlement {
  const facts = { outcome, at, dueAt: at, disabledReason: null };
  const answered = outcome.kind === 'answered' ? outcome : null;
  const statusCode = answered?.statusCode ?? 0;
  if (statusCode >= 200 && statusCode < 300) return { ...facts, status: 'DELIVERED' };
  if (statusCode === GONE) {
    return { ...facts, status: 'FAILED', disabledReason: 'It answered 410: gone for good' };
  }
  const dueAt = nextAttempt(at, roundAttempts, answered?.retryAfterMs);
  if (dueAt !== null) return { ...facts, status: 'PENDING', dueAt };
  const disabledReason = `${roundAttempts} attempts at one delivery have failed`;
  return { ...facts, status: 'FAILED', disabledReason };
}

import { randomUUIDv7 } from 'node:crypto';
import { type Clock, err, ok } from '../kernel/index.ts';
import { type Pool, type Queryable, withTransaction } from '../platform/postgres/index.ts';
import type { Delivery, DeliveryAttempt, DeliveryFilter } from './delivery.ts';
import { pingBody } from './payload.ts';
import { type Answer, NO_SUCH_DELIVERY, NOT_PENDING, noSuchEndpoint } from './problem.ts';
import {
  findDelivery,
  listAttempts,
  listDeliveries,
  replayDelivery,
  replayFrom,
  skipDelivery,
} from './sql/delivery-rows.ts';
import { announce, insertDeliveries, lockListeners } from './sql/outbox.ts';

/** What endpoints were told and are to be told, and telling it again. */
export class WebhookDeliveries {
  readonly #pool: Pool;
  readonly #clock: Clock;

  constructor(deps: { pool: Pool; clock: Clock }) {
    this.#pool = deps.pool;
    this.#clock = deps.clock;
  }

  /** Tells an endpoint that it is told things. */
  ping(endpointId: string): Answer<Delivery> {
    return this.#announced(async (tx) => {
      const [listener] = await lockListeners(tx, endpointId);
      if (listener === undefined) return err([noSuchEndpoint()]);
      const [id, eventId, at] = [randomUUIDv7(), randomUUIDv7(), this.#clock.now()];
      const sequence = listener.lastSequence + 1;
      const body = pingBody(eventId, sequence, at);
      const ping = { id, endpointId, sequence, eventId, eventType: 'ping', customer: null, body };
      await insertDeliveries(tx, [ping], at);
      return this.#found(tx, id);
    });
  }

  /** Sends it again, as often as something new, before whatever of its endpoint comes after it. */
  replay(id: string): Answer<Delivery> {
    return this.#announced(async (tx) => {
      const replayed = await replayDelivery(tx, id, this.#clock.now());
      return replayed ? this.#found(tx, id) : err([NO_SUCH_DELIVERY]);
    });
  }

  /** The same for everything an endpoint was told from a number on, in order; gives how many. */
  replayFrom(endpointId: string, sequence: number): Answer<number> {
    return this.#announced(async (tx) => {
      const [listener] = await lockListeners(tx, endpointId);
      if (listener === undefined) return err([noSuchEndpoint('endpointId')]);
      return ok(await replayFrom(tx, { endpointId, sequence, at: this.#clock.now() }));
    });
  }

  /** Gives up one that is pending, so that those after it go out. */
  skip(id: string): Answer<Delivery> {
    return this.#announced(async (tx) => {
      if (await skipDelivery(tx, id)) return this.#found(tx, id);
      return err([(await findDelivery(tx, id)) === null ? NO_SUCH_DELIVERY : NOT_PENDING]);
    });
  }

  list(filter: DeliveryFilter, page: Parameters<typeof listDeliveries>[2]): Promise<Delivery[]> {
    return listDeliveries(this.#pool, filter, page);
  }

  find(id: string): Promise<Delivery | null> {
    return findDelivery(this.#pool, id);
  }

  attempts(id: string, page: Parameters<typeof listAttempts>[2]): Promise<DeliveryAttempt[]> {
    return listAttempts(this.#pool, id, page);
  }

  /** In one transaction, of which whoever sends is told. */
  #announced<T>(work: (tx: Queryable) => Answer<T>): Answer<T> {
    return withTransaction(this.#pool, async (tx) => {
      const done = await work(tx);
      if (done.ok) await announce(tx);
      return done;
    });
  }

  async #found(tx: Queryable, id: string): Answer<Delivery> {
    const delivery = await findDelivery(tx, id);
    return delivery === null ? err([NO_SUCH_DELIVERY]) : ok(delivery);
  }
}

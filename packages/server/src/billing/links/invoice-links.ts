import { createHmac, randomUUIDv7, timingSafeEqual } from 'node:crypto';
import { type Clock, Secret } from '../../kernel/index.ts';
import {
  isWithin,
  linkPrincipal,
  type Principal,
  type Reach,
} from '../../platform/access/index.ts';
import { decodeUuid, encodeId } from '../../platform/opaque/index.ts';
import type { Pool } from '../../platform/postgres/index.ts';
import type { Sealer } from '../../platform/sealing/index.ts';
import { answer } from '../guards.ts';
import { askedOnce, requireIdempotencyKey } from '../idempotency.ts';
import { type Answer, Refusal } from '../problem.ts';
import { findInvoice, type InvoiceRow } from '../sql/invoice-rows.ts';
import { LinkKeys } from './link-keys.ts';

const MINUTE_MS = 60_000;
const LONGEST_MINUTES = 90 * 24 * 60;
const EXPIRES = /^\d{10,11}$/;

export interface InvoiceLink {
  /** Path and query, below the address of this server. */
  readonly path: Secret;
  readonly expiresAt: Date;
}

/**
 * Links that open one invoice as PDF for whoever has them, until they expire, the invoice is voided, or the
 * key they are signed with is replaced. Nothing is kept of a link: it is its own proof.
 */
export class InvoiceLinks {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #keys: LinkKeys;

  constructor(deps: { pool: Pool; sealer: Sealer; clock: Clock }) {
    this.#pool = deps.pool;
    this.#clock = deps.clock;
    this.#keys = new LinkKeys(deps);
  }

  /**
   * For whoever may read the invoice themselves. A repeated idempotency key gives the link of the first
   * time, signed with today's key.
   */
  create(
    id: string,
    { validMinutes, idempotencyKey }: { validMinutes: number; idempotencyKey: string },
    reach: Reach,
  ): Answer<InvoiceLink> {
    return answer(async () => {
      requireIdempotencyKey(idempotencyKey);
      if (validMinutes < 1 || validMinutes > LONGEST_MINUTES) {
        const message = `A link is valid for 1 to ${LONGEST_MINUTES} minutes`;
        throw new Refusal('INVALID', message, ['validMinutes']);
      }
      const invoice = await findInvoice(this.#pool, id);
      const mayRead = invoice !== null && isWithin(reach, invoice);
      if (!mayRead || (reach !== 'ALL' && invoice.finalisedAt === null)) {
        throw new Refusal('NOT_FOUND', 'There is no such invoice');
      }
      if (!isLinkable(invoice)) {
        throw new Refusal('CONFLICT', `The invoice is ${invoice.status}: links are to final ones`);
      }
      const asked = await askedOnce(
        this.#pool,
        {
          operation: 'createInvoiceLink',
          key: idempotencyKey,
          request: `${id} ${validMinutes}`,
          id: randomUUIDv7(),
          at: this.#clock.now(),
        },
        async () => undefined,
      );
      const until = asked.at.getTime() + validMinutes * MINUTE_MS;
      const expires = String(Math.floor(until / 1_000));
      const key = await this.#keys.currentOrNew();
      const query = new URLSearchParams({
        id: encodeId('Invoice', id),
        expires,
        signature: sign(key, id, expires).toString('base64url'),
      });
      const path = new Secret(`/exports/invoice.pdf?${query}`);
      return { path, expiresAt: new Date(Number(expires) * 1_000) };
    });
  }

  /** Ends every link there is; once for each idempotency key. */
  async replaceKey(by: string, idempotencyKey: string): Answer<true> {
    return answer(async (): Promise<true> => {
      requireIdempotencyKey(idempotencyKey);
      const asked = {
        operation: 'replaceInvoiceLinkKey',
        key: idempotencyKey,
        request: '',
        id: randomUUIDv7(),
        at: this.#clock.now(),
      };
      await askedOnce(this.#pool, asked, async (tx) => {
        await this.#keys.replace(tx, by);
      });
      return true;
    });
  }

  /** Who a link makes of its holder: somebody who may read that customer's final invoices, asking for one. */
  async open(query: URLSearchParams): Promise<Principal | null> {
    const id = decodeUuid('Invoice', query.get('id') ?? '');
    const expires = query.get('expires') ?? '';
    if (id === null || !EXPIRES.test(expires)) return null;
    if (Number(expires) * 1_000 <= this.#clock.now().getTime()) return null;
    const key = await this.#keys.current();
    const signature = Buffer.from(query.get('signature') ?? '', 'base64url');
    if (key === null || !isSame(signature, sign(key, id, expires))) return null;
    const invoice = await findInvoice(this.#pool, id);
    return invoice !== null && isLinkable(invoice) ? linkPrincipal(invoice.customer) : null;
  }
}

function isLinkable({ status }: InvoiceRow): boolean {
  return status === 'FINALISED' || status === 'PAID';
}

function sign(key: Secret, id: string, expires: string): Buffer {
  return createHmac('sha256', key.reveal()).update(`invoice.pdf ${id} ${expires}`).digest();
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

import { randomUUIDv7 } from 'node:crypto';
import { recordFirstSight } from '../../customers/index.ts';
import { assert, type Clock, err, ok } from '../../kernel/index.ts';
import { isWithin, type Reach } from '../../platform/access/index.ts';
import {
  type Pool,
  type Queryable,
  type TimePage,
  withTransaction,
} from '../../platform/postgres/index.ts';
import { Changes } from '../changes.ts';
import { lockCustomers } from '../generate.ts';
import { answer, requireText } from '../guards.ts';
import { type Answer, Refusal } from '../problem.ts';
import { readProfile } from '../sql/terms.ts';
import { readTestTimes } from '../sql/test-clocks.ts';
import { checkGrant, checkName, type GrantRequest } from './grant.ts';
import { expireCredit, insertGrant, settleWallet, voidRest } from './ledger.ts';
import {
  type CreditFilter,
  type EntryFilter,
  type EntryRow,
  findGrant,
  type GrantRow,
  listEntries,
  listGrants,
  readWallet,
  type WalletRow,
} from './rows.ts';

/** Credit of customers: granted, voided and looked at. Invoices take from it when they are finalised. */
export class Prepaid {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #changes: Changes;
  readonly #inForce: (customer: string) => Promise<void>;

  /** `inForce` resolves when what was changed for a customer holds for its calls. */
  constructor(deps: {
    pool: Pool;
    clock: Clock;
    inForce?: ((customer: string) => Promise<void>) | undefined;
  }) {
    this.#pool = deps.pool;
    this.#clock = deps.clock;
    this.#changes = new Changes(deps);
    this.#inForce = deps.inForce ?? (() => Promise.resolve());
  }

  grants(filter: CreditFilter, page: TimePage): Promise<GrantRow[]> {
    return listGrants(this.#pool, filter, { ...page, now: this.#clock.now() });
  }

  entries(filter: EntryFilter, page: TimePage): Promise<EntryRow[]> {
    return listEntries(this.#pool, filter, page);
  }

  /** Null when it is not within reach. */
  async find(id: string, reach: Reach): Promise<GrantRow | null> {
    const found = await findGrant(this.#pool, id, this.#clock.now());
    return found && isWithin(reach, found) ? found : null;
  }

  wallet(customer: string): Promise<WalletRow> {
    return readWallet(this.#pool, customer, this.#clock.now());
  }

  async grant(
    request: GrantRequest,
    { by, idempotencyKey }: { by: string; idempotencyKey: string },
  ): Answer<GrantRow> {
    const { customer } = request;
    const [unnamed] = checkName('customer', customer);
    if (unnamed !== undefined) return err([unnamed]);
    const id = randomUUIDv7();
    const text = JSON.stringify(request);
    const asked = { operation: 'grantCredit', key: idempotencyKey, request: text };
    const done = await this.#changes.run(asked, id, async (tx) => {
      await lockCustomers(tx, [customer]);
      const now = await this.#timeOf(tx, customer);
      const { currency } = await readProfile(tx, customer);
      const [problem] = checkGrant(request, { currency, now });
      if (problem !== undefined) throw new Refusal(problem.code, problem.message, problem.path);
      await recordFirstSight(tx, [{ externalId: customer, firstSeenAt: now, lastSeenAt: now }]);
      await insertGrant(tx, { ...request, id, invoiceId: null }, { now, by });
    });
    return done.ok ? this.#changed(customer, done.value) : done;
  }

  /** Takes what is left of it. */
  async voidGrant(
    id: string,
    { reason, by, idempotencyKey }: { reason: string; by: string; idempotencyKey: string },
  ): Answer<GrantRow> {
    const request = JSON.stringify([id, reason]);
    const asked = { operation: 'voidCreditGrant', key: idempotencyKey, request };
    const done = await this.#changes.run(asked, id, async (tx) => {
      requireText(reason, 'reason');
      const { customer } = await this.#mustFind(tx, id);
      await lockCustomers(tx, [customer]);
      const now = await this.#timeOf(tx, customer);
      await expireCredit(tx, customer, now);
      const grant = await this.#mustFind(tx, id);
      if (grant.state !== 'LIVE') {
        throw new Refusal('CONFLICT', `The credit is ${grant.state}: nothing is left of it`);
      }
      await voidRest(tx, id, { reason, now, by });
    });
    if (!done.ok) return done;
    const { customer } = await this.#mustFind(this.#pool, id);
    return this.#changed(customer, id);
  }

  /** Whether calls of a customer are refused once its credit does not pay for them. */
  async setPrepaid(
    { customer, isPrepaid, expectedRevision }: SetPrepaid,
    by: string,
  ): Answer<WalletRow> {
    const [unnamed] = checkName('customer', customer);
    if (unnamed !== undefined) return err([unnamed]);
    const at = this.#clock.now();
    const done = await answer(() =>
      withTransaction(this.#pool, async (tx) => {
        await lockCustomers(tx, [customer]);
        const { rowCount } = await tx.query(
          `insert into prepaid_wallet as known
             (customer_external_id, is_prepaid, settled, updated_at, updated_by)
           select $1, $2, 0, $3, $4
           where $5 = 0 or exists (select from prepaid_wallet where customer_external_id = $1)
           on conflict (customer_external_id) do update set is_prepaid = excluded.is_prepaid,
             revision = known.revision + 1, updated_at = excluded.updated_at, updated_by = excluded.updated_by
           where known.revision = $5`,
          [customer, isPrepaid, at, by, expectedRevision],
        );
        if (rowCount !== 1) {
          const message = 'This was changed meanwhile; look at it again';
          throw new Refusal('CONFLICT', message, ['expectedRevision']);
        }
        await recordFirstSight(tx, [{ externalId: customer, firstSeenAt: at, lastSeenAt: at }]);
        await settleWallet(tx, customer);
      }),
    );
    if (!done.ok) return done;
    await this.#inForce(customer);
    return ok(await this.wallet(customer));
  }

  /** A customer on a test clock has a time of its own. */
  async #timeOf(tx: Queryable, customer: string): Promise<Date> {
    return (await readTestTimes(tx, [customer])).get(customer) ?? this.#clock.now();
  }

  async #mustFind(db: Queryable, id: string): Promise<GrantRow> {
    const found = await findGrant(db, id, this.#clock.now());
    if (found === null) throw new Refusal('NOT_FOUND', 'There is no such credit');
    return found;
  }

  async #changed(customer: string, id: string): Answer<GrantRow> {
    await this.#inForce(customer);
    const grant = await findGrant(this.#pool, id, this.#clock.now());
    assert(grant !== null, 'credit was granted and is not there');
    return ok(grant);
  }
}

export interface SetPrepaid {
  readonly customer: string;
  readonly isPrepaid: boolean;
  /** 0 where nothing was said yet. */
  readonly expectedRevision: number;
}

import { type Clock, isPlainText, Secret } from '../../kernel/index.ts';
import { type Addresses, checkOutwardUrl, faultText } from '../../platform/outward/index.ts';
import { type Pool, type Queryable, withTransaction } from '../../platform/postgres/index.ts';
import type { Sealer } from '../../platform/sealing/index.ts';
import { answer, lock, requireStatus } from '../guards.ts';
import { type Answer, Refusal } from '../problem.ts';
import { LAGO_URL } from './lago.ts';
import { openStored, openTarget, type TargetAccess } from './open-target.ts';
import { openApiKey, sealApiKey } from './seal-api-key.ts';
import {
  type HandOffFilter,
  type HandOffRow,
  handOffsOf,
  listHandOffs,
  requestHandOff,
} from './sql/hand-offs.ts';
import {
  deleteTarget,
  listTargets,
  resealTarget,
  type StoredTarget,
  type TargetRow,
  writeTarget,
} from './sql/targets.ts';
import { STRIPE_URL } from './stripe.ts';
import { NO_TESTS, type TargetKind } from './target.ts';

export interface TargetTerms {
  readonly kind: TargetKind;
  /** Null: the one there is. */
  readonly apiKey: Secret | null;
  /** Null: that of its makers. */
  readonly baseUrl: string | null;
  readonly automatic: boolean;
}

const LONGEST_API_KEY = 500;
const DEFAULT_URL: Readonly<Record<TargetKind, string>> = { STRIPE: STRIPE_URL, LAGO: LAGO_URL };

/** Which billing systems take final invoices over, and which they have taken. */
export class HandOffs {
  readonly #access: TargetAccess;
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #sealer: Sealer;
  readonly #addresses: Addresses;

  constructor(access: TargetAccess) {
    this.#access = access;
    this.#pool = access.pool;
    this.#clock = access.clock;
    this.#sealer = access.sealer;
    this.#addresses = access.addresses;
  }

  targets(): Promise<TargetRow[]> {
    return listTargets(this.#pool);
  }

  setTarget(terms: TargetTerms, by: string): Answer<TargetRow> {
    const { kind, automatic } = terms;
    return answer(() =>
      withTransaction(this.#pool, async (tx) => {
        const baseUrl = terms.baseUrl ?? DEFAULT_URL[kind];
        const problem = checkOutwardUrl(baseUrl, this.#addresses);
        if (problem !== null) throw new Refusal('INVALID', problem, ['input', 'baseUrl']);
        const known = (await listTargets(tx)).find((each) => each.kind === kind);
        const apiKey = terms.apiKey ?? (known && openApiKey(this.#sealer, kind, known.apiKey));
        requireApiKey(apiKey ?? null);
        // A key is not sent to another place than it was given for.
        if (terms.apiKey === null && known?.baseUrl !== baseUrl) requireApiKey(null);
        const key = apiKey ?? new Secret('');
        await writeTarget(tx, {
          ...{ kind, baseUrl, automatic, updatedAt: this.#clock.now(), updatedBy: by },
          lastFour: key.reveal().slice(-4),
          apiKey: sealApiKey(this.#sealer, kind, key),
        });
        const [written] = (await listTargets(tx)).filter((each) => each.kind === kind);
        if (written === undefined) throw new Refusal('NOT_FOUND', 'It is gone', ['input', 'kind']);
        return written;
      }),
    );
  }

  removeTarget(kind: TargetKind): Answer<true> {
    return answer(async (): Promise<true> => {
      if (await deleteTarget(this.#pool, kind)) return true;
      throw new Refusal('NOT_FOUND', 'It is not set up', ['kind']);
    });
  }

  /** Asks it for something with its key, and changes nothing: why it does not answer, null when it does. */
  check(kind: TargetKind): Answer<string | null> {
    return answer(async () => {
      await requireSetUp(this.#pool, kind, 'kind');
      try {
        await (await openTarget(this.#access, kind)).check();
        return null;
      } catch (fault) {
        return faultText(fault);
      }
    });
  }

  /** Once it is there as it is here, asking again changes nothing. */
  request(invoiceId: string, kind: TargetKind): Answer<HandOffRow> {
    return answer(() =>
      withTransaction(this.#pool, async (tx) => {
        const invoice = await lock(tx, invoiceId);
        requireStatus(invoice, ['FINALISED', 'PAID', 'VOID']);
        const stored = await requireSetUp(tx, kind, 'target');
        if (invoice.isTest && !this.#isTest(stored)) throw new Refusal('CONFLICT', NO_TESTS);
        const row = await requestHandOff(tx, { invoice, kind, at: this.#clock.now() });
        if (row === null)
          throw new Refusal('CONFLICT', 'It is void, and was not handed off before');
        return row;
      }),
    );
  }

  list(filter: HandOffFilter, page: Parameters<typeof listHandOffs>[2]): Promise<HandOffRow[]> {
    return listHandOffs(this.#pool, filter, page);
  }

  /** Of each of these invoices, in order. */
  async ofInvoices(invoiceIds: readonly string[]): Promise<HandOffRow[][]> {
    const found = Map.groupBy(await handOffsOf(this.#pool, invoiceIds), (row) => row.invoiceId);
    return invoiceIds.map((id) => found.get(id) ?? []);
  }

  /** Not when its key does not open. */
  #isTest(stored: StoredTarget): boolean {
    const isOpen = openApiKey(this.#sealer, stored.kind, stored.apiKey) !== null;
    return isOpen && openStored(this.#access, stored).isTest;
  }

  /** Seals with the present key what an earlier one sealed. */
  async resealAll(): Promise<void> {
    for (const { kind, apiKey } of await listTargets(this.#pool)) {
      const opened = openApiKey(this.#sealer, kind, apiKey);
      if (opened === null || this.#sealer.isCurrent(apiKey)) continue;
      await resealTarget(this.#pool, kind, sealApiKey(this.#sealer, kind, opened));
    }
  }
}

async function requireSetUp(
  db: Queryable,
  kind: TargetKind,
  argument: string,
): Promise<StoredTarget> {
  const stored = (await listTargets(db)).find((each) => each.kind === kind);
  if (stored === undefined) throw new Refusal('CONFLICT', 'It is not set up', [argument]);
  return stored;
}

function requireApiKey(apiKey: Secret | null): void {
  const text = apiKey?.reveal() ?? '';
  if (isPlainText(text, LONGEST_API_KEY) && /^[\x21-\x7e]+$/.test(text)) return;
  throw new Refusal('INVALID', 'Give the API key', ['input', 'apiKey']);
}

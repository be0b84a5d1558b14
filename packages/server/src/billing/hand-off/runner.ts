import type { Clock } from '../../kernel/index.ts';
import { DueWork } from '../../platform/due/index.ts';
import {
  type Addresses,
  createOutward,
  faultText,
  outwardFetch,
} from '../../platform/outward/index.ts';
import type { Pool } from '../../platform/postgres/index.ts';
import type { Sealer } from '../../platform/sealing/index.ts';
import { findInvoice } from '../sql/invoice-rows.ts';
import { toHanded } from './handed-invoice.ts';
import { LagoTarget } from './lago.ts';
import { openApiKey } from './seal-api-key.ts';
import { readBilledLines } from './sql/billed-lines.ts';
import { type ClaimedHandOff, claimHandOff, keepRemote, settleHandOff } from './sql/hand-offs.ts';
import { listTargets, remoteCustomers } from './sql/targets.ts';
import { StripeTarget } from './stripe.ts';
import { type BillingTarget, NotTaken, type Progress, type TargetKind } from './target.ts';

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 16 * 1024 ** 2;
/** Longer than all that one attempt asks for can take. */
const LEASE_MS = 15 * 60_000;
const MOST_AT_ONCE = 4;
/** Each line is a line of a document that somebody is to read. */
const MOST_LINES = 200;
const LONGEST_FAULT = 1_000;

const MINUTE_MS = 60_000;
const WAITS_MS = [1, 5, 30, 120, 360, 720, 1440, 1440].map((minutes) => minutes * MINUTE_MS);

interface RunnerDeps {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly addresses: Addresses;
  readonly onState: (fault: unknown) => void;
}

/** Hands off what is to be handed off, invoice by invoice, until it is there or will not be taken. */
export function createHandOffRunner(deps: RunnerDeps): DueWork {
  const { pool, clock, onState } = deps;
  return new DueWork({
    onState,
    most: MOST_AT_ONCE,
    prepare: async () => undefined,
    async claim() {
      const now = clock.now();
      const leaseUntil = new Date(now.getTime() + LEASE_MS);
      const claimed = await claimHandOff(pool, { now, leaseUntil });
      return claimed && (() => attempt(deps, claimed));
    },
  });
}

async function attempt(deps: RunnerDeps, claimed: ClaimedHandOff): Promise<void> {
  const { pool, clock } = deps;
  try {
    const remote = await push(deps, claimed);
    const at = clock.now();
    await settleHandOff(pool, claimed, { status: 'DONE', at, dueAt: at, remote, fault: null });
  } catch (error) {
    const at = clock.now();
    const wait = error instanceof NotTaken ? undefined : WAITS_MS[claimed.roundAttempts - 1];
    const status = wait === undefined ? 'FAILED' : 'PENDING';
    const dueAt = new Date(at.getTime() + (wait ?? 0));
    const fault = faultText(error).slice(0, LONGEST_FAULT);
    await settleHandOff(pool, claimed, { status, at, dueAt, remote: null, fault });
  }
}

async function push(deps: RunnerDeps, claimed: ClaimedHandOff) {
  const { pool } = deps;
  const invoice = await findInvoice(pool, claimed.invoiceId);
  if (invoice?.status !== 'FINALISED' && invoice?.status !== 'PAID') {
    throw new NotTaken(`The invoice is ${invoice?.status ?? 'gone'}`);
  }
  const target = await openTarget(deps, claimed.kind);
  const lines = await readBilledLines(pool, invoice.id);
  const digits = target.digitsOf(invoice);
  const handed = toHanded(invoice, lines, { digits, most: MOST_LINES });
  return target.push(handed, progressOf(deps, claimed));
}

async function openTarget(deps: RunnerDeps, kind: TargetKind): Promise<BillingTarget> {
  const { pool, clock, sealer, addresses } = deps;
  const stored = (await listTargets(pool)).find((each) => each.kind === kind);
  if (stored === undefined) throw new NotTaken(`${kind} is not set up`);
  const apiKey = openApiKey(sealer, kind, stored.apiKey);
  if (apiKey === null) throw new Error('this server’s encryption keys do not open the API key');
  const outward = createOutward(addresses, { timeoutMs: TIMEOUT_MS, mostBytes: MOST_BYTES });
  const access = { apiKey, baseUrl: stored.baseUrl, fetch: outwardFetch(outward) };
  if (kind === 'LAGO') return new LagoTarget(access);
  const customers = remoteCustomers(pool, kind);
  return new StripeTarget({ ...access, customers, now: () => clock.now() });
}

function progressOf(
  { pool, clock }: Pick<RunnerDeps, 'pool' | 'clock'>,
  claimed: ClaimedHandOff,
): Progress {
  const { beganAt, remoteId, attempts } = claimed;
  return {
    beganAt,
    remoteId,
    isFirst: attempts === 1,
    remember: (id) => keepRemote(pool, claimed, { remoteId: id, beganAt }),
    async restart() {
      const again = { ...claimed, beganAt: clock.now(), remoteId: null };
      await keepRemote(pool, claimed, again);
      return progressOf({ pool, clock }, again);
    },
  };
}

import { assert } from '../../kernel/index.ts';
import { DueWork } from '../../platform/due/index.ts';
import { faultText } from '../../platform/outward/index.ts';
import { creditNotesOf } from '../sql/credit-notes.ts';
import { findInvoice, type InvoiceRow } from '../sql/invoice-rows.ts';
import { minorOf, toHanded } from './handed-invoice.ts';
import { openTarget, type TargetAccess } from './open-target.ts';
import { readBilledLines } from './sql/billed-lines.ts';
import {
  type ClaimedHandOff,
  claimHandOff,
  keepRemote,
  keepThere,
  settleHandOff,
} from './sql/hand-offs.ts';
import {
  type BillingTarget,
  type HandedCreditNote,
  NO_TESTS,
  NotTaken,
  type Progress,
} from './target.ts';

/** Longer than all that one attempt asks for can take. */
const LEASE_MS = 15 * 60_000;
const MOST_AT_ONCE = 4;
/** Each line is a line of a document that somebody is to read. */
const MOST_LINES = 200;
const LONGEST_FAULT = 1_000;

const MINUTE_MS = 60_000;
const WAITS_MS = [1, 5, 30, 120, 360, 720, 1440, 1440].map((minutes) => minutes * MINUTE_MS);

interface RunnerDeps extends TargetAccess {
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
    await carry(deps, claimed);
    const at = clock.now();
    await settleHandOff(pool, claimed, { status: 'DONE', at, dueAt: at, fault: null });
  } catch (error) {
    const at = clock.now();
    const wait = error instanceof NotTaken ? undefined : WAITS_MS[claimed.roundAttempts - 1];
    const status = wait === undefined ? 'FAILED' : 'PENDING';
    const dueAt = new Date(at.getTime() + (wait ?? 0));
    const fault = faultText(error).slice(0, LONGEST_FAULT);
    await settleHandOff(pool, claimed, { status, at, dueAt, fault });
  }
}

/**
 * Makes the invoice what it is here over there: first there at all, then credited, then paid; or void, if anything of
 * it is there.
 */
async function carry(deps: RunnerDeps, claimed: ClaimedHandOff): Promise<void> {
  const { invoiceId, kind, wanted, remoteStatus } = claimed;
  const invoice = await findInvoice(deps.pool, invoiceId);
  if (invoice?.number == null) throw new NotTaken('The invoice is not final');
  const target = await openTarget(deps, kind);
  if (invoice.isTest && !target.isTest) throw new NotTaken(NO_TESTS);
  const marked = { invoice, number: invoice.number };
  if (wanted === 'VOID') return target.void(marked, progressOf(deps, claimed));
  const remoteId =
    remoteStatus === null ? await push(deps, claimed, { invoice, target }) : claimed.remoteId;
  assert(remoteId !== null, 'what is there has an id');
  if (claimed.remoteCreditNotes < claimed.wantedCreditNotes) {
    await target.credit?.(marked, remoteId, await creditNotes(deps, { invoice, target }));
  }
  if (wanted === 'PAID') await target.markPaid(remoteId);
}

async function creditNotes(
  { pool }: RunnerDeps,
  { invoice, target }: { invoice: InvoiceRow; target: BillingTarget },
): Promise<HandedCreditNote[]> {
  const digits = target.digitsOf(invoice);
  const notes = await creditNotesOf(pool, invoice.id);
  return notes.map(({ number, reason, amount }) => ({
    ...{ number, reason, amountMinor: minorOf(amount, digits) },
  }));
}

async function push(
  deps: RunnerDeps,
  claimed: ClaimedHandOff,
  { invoice, target }: { invoice: InvoiceRow; target: BillingTarget },
): Promise<string> {
  const lines = await readBilledLines(deps.pool, invoice.id);
  const digits = target.digitsOf(invoice);
  const handed = toHanded(invoice, lines, { digits, most: MOST_LINES });
  const remote = await target.push(handed, progressOf(deps, claimed));
  await keepThere(deps.pool, claimed, remote);
  return remote.id;
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

import { Params, type Queryable, type TimePage } from '../../../platform/postgres/index.ts';
import type { InvoiceStatus } from '../../invoice.ts';
import type { InvoiceRow } from '../../sql/invoice-rows.ts';
import type { Remote, TargetKind } from '../target.ts';

/** Channel on which it is said that there is something to hand off. */
export const HAND_OFF_CHANNEL = 'tollgate_hand_off';

export const HAND_OFF_STATUSES = ['PENDING', 'DONE', 'FAILED'] as const;
export type HandOffStatus = (typeof HAND_OFF_STATUSES)[number];

/** What a final invoice is, here or over there. */
export type FinalStatus = Extract<InvoiceStatus, 'FINALISED' | 'PAID' | 'VOID'>;

/** An invoice on its way to a billing system. */
export interface HandOffRow {
  readonly id: string;
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly kind: TargetKind;
  readonly status: HandOffStatus;
  /** What the invoice is over there, as far as it was carried; null: not there yet. */
  readonly remoteStatus: FinalStatus | null;
  readonly remoteCreditNotes: number;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly dueAt: Date;
  readonly remoteId: string | null;
  readonly remoteNumber: string | null;
  readonly remoteUrl: string | null;
  readonly fault: string | null;
  readonly doneAt: Date | null;
}

const COLUMNS = `h.id, h.invoice_id as "invoiceId", i.number as "invoiceNumber", h.kind, h.status,
  h.remote_status as "remoteStatus", h.remote_credit_notes as "remoteCreditNotes", h.attempts, h.created_at as "createdAt", h.due_at as "dueAt", h.remote_id as "remoteId",
  h.remote_number as "remoteNumber", h.remote_url as "remoteUrl", h.fault, h.done_at as "doneAt"`;

const FROM = 'invoice_hand_off h join invoice i on i.id = h.invoice_id';

/** As the trigger has it: of invoice $1 in system $2. */
const WANTED_CREDIT_NOTES = `case when $2 = 'STRIPE' then
  (select count(*) from credit_note n where n.invoice_id = $1) else 0 end`;

/**
 * Asks for it, or for another round where one has failed or the invoice became something else since; null for a
 * void one that was never asked for.
 */
export async function requestHandOff(
  tx: Queryable,
  { invoice, kind, at }: { invoice: InvoiceRow; kind: TargetKind; at: Date },
): Promise<HandOffRow | null> {
  const { id: invoiceId, status } = invoice;
  await tx.query(
    `update invoice_hand_off set status = 'PENDING', wanted_status = $4, due_at = $3, round_attempts = 0,
       wanted_credit_notes = ${WANTED_CREDIT_NOTES}, done_at = null
     where invoice_id = $1 and kind = $2
       and (status <> 'DONE' or remote_status <> $4 or remote_credit_notes <> ${WANTED_CREDIT_NOTES})`,
    [invoiceId, kind, at, status],
  );
  await tx.query(
    `insert into invoice_hand_off (invoice_id, kind, wanted_status, wanted_credit_notes, created_at, due_at)
     select $1, $2, $4, ${WANTED_CREDIT_NOTES}, $3, $3 where $4 <> 'VOID'
     on conflict do nothing`,
    [invoiceId, kind, at, status],
  );
  await tx.query(`select pg_notify('${HAND_OFF_CHANNEL}', '')`);
  const { rows } = await tx.query<HandOffRow>(
    `select ${COLUMNS} from ${FROM} where h.invoice_id = $1 and h.kind = $2`,
    [invoiceId, kind],
  );
  return rows[0] ?? null;
}

export interface HandOffFilter {
  readonly kinds: readonly TargetKind[];
  readonly statuses: readonly HandOffStatus[];
}

/** Latest first. */
export async function listHandOffs(
  db: Queryable,
  filter: HandOffFilter,
  page: TimePage,
): Promise<HandOffRow[]> {
  const params = new Params();
  const terms = ['true'];
  if (filter.kinds.length > 0) terms.push(`h.kind = any(${params.add(filter.kinds)})`);
  if (filter.statuses.length > 0) terms.push(`h.status = any(${params.add(filter.statuses)})`);
  if (page.after !== null) {
    const { createdAt, id } = page.after;
    terms.push(`(h.created_at, h.id) < (${params.add(createdAt)}, ${params.add(id)}::uuid)`);
  }
  const { rows } = await db.query<HandOffRow>(
    `select ${COLUMNS} from ${FROM} where ${terms.join(' and ')}
     order by h.created_at desc, h.id desc limit ${params.add(page.limit)}`,
    params.values,
  );
  return rows;
}

export async function handOffsOf(
  db: Queryable,
  invoiceIds: readonly string[],
): Promise<HandOffRow[]> {
  const { rows } = await db.query<HandOffRow>(
    `select ${COLUMNS} from ${FROM} where h.invoice_id = any($1) order by h.kind`,
    [invoiceIds],
  );
  return rows;
}

/** One that this process, and no other, is to do. */
export interface ClaimedHandOff {
  readonly id: string;
  readonly invoiceId: string;
  readonly kind: TargetKind;
  readonly wanted: FinalStatus;
  readonly remoteStatus: FinalStatus | null;
  readonly wantedCreditNotes: number;
  readonly remoteCreditNotes: number;
  /** Of all, this one included: a result counts only for the attempt it is of. */
  readonly attempts: number;
  readonly roundAttempts: number;
  readonly beganAt: Date;
  readonly remoteId: string | null;
}

/** Whoever does not come back with a result by `leaseUntil` is taken for dead, and it is due again. */
export async function claimHandOff(
  db: Queryable,
  { now, leaseUntil }: { now: Date; leaseUntil: Date },
): Promise<ClaimedHandOff | null> {
  const { rows } = await db.query<ClaimedHandOff>(
    `update invoice_hand_off set claimed_until = $2, attempts = attempts + 1,
       round_attempts = round_attempts + 1, began_at = coalesce(began_at, $1)
     where id = (
       select h.id from invoice_hand_off h join billing_target t on t.kind = h.kind
       where h.status = 'PENDING' and h.due_at <= $1
         and (h.claimed_until is null or h.claimed_until <= $1)
       order by h.due_at, h.id limit 1
       for update of h skip locked)
     returning id, invoice_id as "invoiceId", kind, wanted_status as wanted,
       remote_status as "remoteStatus", wanted_credit_notes as "wantedCreditNotes",
       remote_credit_notes as "remoteCreditNotes", attempts, round_attempts as "roundAttempts",
       began_at as "beganAt", remote_id as "remoteId"`,
    [now, leaseUntil],
  );
  return rows[0] ?? null;
}

/** What is there is known from now on; null: nothing is, and it began at `beganAt`. */
export async function keepRemote(
  db: Queryable,
  { id, attempts }: ClaimedHandOff,
  remote: { readonly remoteId: string | null; readonly beganAt: Date },
): Promise<void> {
  const { rowCount } = await db.query(
    'update invoice_hand_off set remote_id = $3, began_at = $4 where id = $1 and attempts = $2',
    [id, attempts, remote.remoteId, remote.beganAt],
  );
  if (rowCount !== 1) throw new Error('another process has taken this over');
}

/** The invoice is there, final. */
export async function keepThere(
  db: Queryable,
  { id, attempts }: ClaimedHandOff,
  remote: Remote,
): Promise<void> {
  await db.query(
    `update invoice_hand_off set remote_status = 'FINALISED', remote_id = $3, remote_number = $4, remote_url = $5
     where id = $1 and attempts = $2`,
    [id, attempts, remote.id, remote.number, remote.url],
  );
}

export interface HandOffResult {
  readonly at: Date;
  readonly status: HandOffStatus;
  readonly dueAt: Date;
  readonly fault: string | null;
}

/** Where the invoice became something else meanwhile, that is due at once. */
export async function settleHandOff(
  db: Queryable,
  { id, attempts, wanted, wantedCreditNotes }: ClaimedHandOff,
  { at, status, dueAt, fault }: HandOffResult,
): Promise<void> {
  const isStillWanted = '(wanted_status = $7 and wanted_credit_notes = $8)';
  await db.query(
    `update invoice_hand_off set claimed_until = null, fault = $5,
       remote_status = case when $3 = 'DONE' then $7 else remote_status end,
       remote_credit_notes = case when $3 = 'DONE' then $8 else remote_credit_notes end,
       status = case when ${isStillWanted} then $3 else 'PENDING' end,
       due_at = case when ${isStillWanted} then $4 else $6::timestamptz end,
       round_attempts = case when ${isStillWanted} then round_attempts else 0 end,
       done_at = case when ${isStillWanted} and $3 = 'DONE' then $6 end
     where id = $1 and attempts = $2`,
    [id, attempts, status, dueAt, fault, at, wanted, wantedCreditNotes],
  );
}

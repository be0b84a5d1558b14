import { type Pool, type Queryable, withTransaction } from '../platform/postgres/index.ts';
import { CARRY_MONTH } from './sql/carry-month.ts';

/** A month of the record, in UTC. */
export interface SpendMonth {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** Whoever may need events for longer than they would be kept. */
export interface Retainer {
  /** Brings what its answer depends on to rest until the transaction ends. */
  lock(tx: Queryable): Promise<void>;
  /** Why the events of a month must stay, or null. `before` is the instant until which events go. */
  needs(tx: Queryable, month: SpendMonth, before: Date): Promise<string | null>;
  /** Its last look at the events of a month. */
  letGo(tx: Queryable, month: SpendMonth): Promise<void>;
}

export interface Pruned {
  readonly dropped: readonly SpendMonth[];
  /** The month that had to stay, and with it all later ones. */
  readonly held: { readonly month: SpendMonth; readonly reason: string } | null;
}

interface Request {
  /** Now. */
  readonly at: Date;
  readonly before: Date;
  readonly retainers: readonly Retainer[];
}

/** The record comes to rest within this, or the month stays for now. */
const LONGEST_TURN = '5s';
/**
 * Shorter than it takes PostgreSQL to look for deadlocks: of two who wait for each other it is this
 * transaction that gives up.
 */
const LONGEST_WAIT = '300ms';

/**
 * Drops the months that ended before an instant, the oldest first, each in a transaction in which what
 * it came to is carried forward. Rollups and totals stay. Stops at the first month that somebody needs,
 * or that is being read.
 */
export async function pruneSpend(pool: Pool, asked: Request): Promise<Pruned> {
  const { before, retainers } = asked;
  const request = { ...asked, retainers: [UNPRICED_CALLS, ...retainers] };
  const dropped: SpendMonth[] = [];
  for (;;) {
    const month = await oldestMonth(pool, before);
    if (month === null) return { dropped, held: null };
    const reason = await dropMonth(pool, month, request);
    if (reason !== null) return { dropped, held: { month, reason } };
    dropped.push(month);
  }
}

async function oldestMonth(db: Queryable, before: Date): Promise<SpendMonth | null> {
  const { rows } = await db.query<SpendMonth>(
    `select starts_at as "startsAt", ends_at as "endsAt"
     from spend_month where ends_at <= $1 order by starts_at limit 1`,
    [before],
  );
  return rows[0] ?? null;
}

/** Why it was kept, or null. It is asked twice: only who has no reason to keep it makes others wait. */
async function dropMonth(pool: Pool, month: SpendMonth, request: Request): Promise<string | null> {
  const reason = await reasonToKeep(pool, month, request);
  if (reason !== null) return reason;
  try {
    await withTransaction(pool, (tx) => dropInTurn(tx, month, request));
    return null;
  } catch (fault) {
    if (fault instanceof Kept) return fault.message;
    if (isLockTimeout(fault)) return 'it is being read';
    throw fault;
  }
}

async function reasonToKeep(db: Queryable, month: SpendMonth, { retainers, before }: Request) {
  for (const retainer of retainers) {
    const reason = await retainer.needs(db, month, before);
    if (reason !== null) return reason;
  }
  return null;
}

async function dropInTurn(tx: Queryable, month: SpendMonth, request: Request): Promise<void> {
  await tx.query(`set local lock_timeout = '${LONGEST_TURN}'`);
  // Whoever writes the record takes this row first: it is at rest until the transaction ends.
  await tx.query('select from spend_sequence for update');
  const { rows } = await tx.query<{ partition: string }>(
    'delete from spend_month where starts_at = $1 returning partition',
    [month.startsAt],
  );
  const [gone] = rows;
  if (gone === undefined) return;
  await tx.query(CARRY_MONTH, [month.startsAt, month.endsAt]);
  await tx.query(`set local lock_timeout = '${LONGEST_WAIT}'`);
  await tx.query('lock table spend_event in access exclusive mode');
  for (const retainer of request.retainers) await retainer.lock(tx);
  const reason = await reasonToKeep(tx, month, request);
  if (reason !== null) throw new Kept(reason);
  for (const retainer of request.retainers) await retainer.letGo(tx, month);
  await tx.query('update spend_floor set pruned_before = $1', [month.endsAt]);
  await tx.query(TELL_DROPPED, [month.startsAt, request.at]);
  await tx.query(`drop table "${gone.partition}"`);
}

const TELL_DROPPED = `
insert into dropped_month (starts_at, calls, dropped_at)
select $1, coalesce(sum(calls), 0), $2 from spend_carried
where month = ($1::timestamptz at time zone 'UTC')::date`;

/** Undoes the transaction it is thrown in. */
class Kept extends Error {}

function isLockTimeout(fault: unknown): boolean {
  return (fault as { code?: unknown }).code === '55P03';
}

/** What has no price yet may get one, and is charged then. */
const UNPRICED_CALLS: Retainer = {
  lock: async () => undefined,
  needs: async (tx, { startsAt, endsAt }) => {
    const { rows } = await tx.query<{ model: string }>(
      `select model from spend_event e
       where cost is null and occurred_at >= $1 and occurred_at < $2 and not exists (
         select from spend_event a
         where a.call_id = e.call_id and a.attempt = e.attempt and a.occurred_at = e.occurred_at
           and a.adjustment > 0)
       limit 1`,
      [startsAt, endsAt],
    );
    return rows[0] === undefined ? null : `calls of ${rows[0].model} have no price yet`;
  },
  letGo: async () => undefined,
};

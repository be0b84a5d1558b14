import type { Queryable } from '../platform/postgres/index.ts';
import type { Pruned, SpendMonth } from './prune-spend.ts';

/** How long single calls are kept, and what became of it. */
export interface Retention {
  /** Null: for good. */
  readonly keepMs: number | null;
  /** Single calls are kept from this month on; `goesAt` at the earliest. */
  readonly oldest: { readonly month: SpendMonth; readonly goesAt: Date | null } | null;
  /** What the next run would drop, going by what the last one found. Null: none is to come. */
  readonly nextRun: { readonly at: Date; readonly months: readonly SpendMonth[] } | null;
  /** The month that is over time and had to stay, why, and how many with it, itself among them. */
  readonly held: {
    readonly startsAt: Date;
    readonly reason: string;
    readonly months: number;
  } | null;
  readonly lastRunAt: Date | null;
  /** The last run that dropped something. */
  readonly lastDrop: { readonly at: Date; readonly months: readonly DroppedMonth[] } | null;
}

export interface DroppedMonth {
  readonly startsAt: Date;
  readonly calls: number;
}

/** Months that are listed at most: ten years. */
const MOST_MONTHS = 120;

/** Keeps what a run found; of several servers, what the last one did. */
export async function rememberRun(db: Queryable, at: Date, { held }: Pruned): Promise<void> {
  await db.query(
    `insert into retention_run (ran_at, held_starts_at, held_reason) values ($1, $2, $3)
     on conflict (only_row) do update set ran_at = excluded.ran_at,
       held_starts_at = excluded.held_starts_at, held_reason = excluded.held_reason`,
    [at, held?.month.startsAt ?? null, held?.reason ?? null],
  );
}

/** Reads no event: why a month had to stay is what the last run was told. */
export async function readRetention(
  db: Queryable,
  { keepMs, nextRunAt }: { keepMs: number | null; nextRunAt: Date | null },
): Promise<Retention> {
  const run = await lastRun(db);
  const before =
    keepMs === null || nextRunAt === null ? null : new Date(nextRunAt.getTime() - keepMs);
  const { oldest, due } = await readMonths(db, before);
  const heldFrom = run?.heldStartsAt?.getTime() ?? Number.POSITIVE_INFINITY;
  const free = due.filter(({ startsAt }) => startsAt.getTime() < heldFrom);
  const waiting = due.length - free.length;
  return {
    keepMs,
    oldest: oldest && {
      month: oldest,
      goesAt: keepMs === null ? null : new Date(oldest.endsAt.getTime() + keepMs),
    },
    nextRun: before === null || nextRunAt === null ? null : { at: nextRunAt, months: free },
    held:
      waiting === 0 || !run?.heldStartsAt || run.heldReason === null
        ? null
        : { startsAt: run.heldStartsAt, reason: run.heldReason, months: waiting },
    lastRunAt: run?.ranAt ?? null,
    lastDrop: await lastDrop(db),
  };
}

interface Run {
  readonly ranAt: Date;
  readonly heldStartsAt: Date | null;
  readonly heldReason: string | null;
}

async function lastRun(db: Queryable): Promise<Run | null> {
  const { rows } = await db.query<Run>(
    `select ran_at as "ranAt", held_starts_at as "heldStartsAt", held_reason as "heldReason"
     from retention_run`,
  );
  return rows[0] ?? null;
}

/** The oldest month, and those that ended before an instant. */
async function readMonths(db: Queryable, before: Date | null) {
  const { rows } = await db.query<SpendMonth>(
    `select starts_at as "startsAt", ends_at as "endsAt" from spend_month
     where ends_at <= $1 or starts_at = (select min(starts_at) from spend_month)
     order by starts_at limit $2`,
    [before, MOST_MONTHS],
  );
  const due = rows.filter(({ endsAt }) => before !== null && endsAt <= before);
  return { oldest: rows[0] ?? null, due };
}

async function lastDrop(db: Queryable): Promise<Retention['lastDrop']> {
  const { rows } = await db.query<{ startsAt: Date; calls: string; at: Date }>(
    `select starts_at as "startsAt", calls, dropped_at as at from dropped_month
     where dropped_at = (select max(dropped_at) from dropped_month)
     order by starts_at limit $1`,
    [MOST_MONTHS],
  );
  const months = rows.map(({ startsAt, calls }) => ({ startsAt, calls: Number(calls) }));
  return rows[0] === undefined ? null : { at: rows[0].at, months };
}

import type { Pool, Queryable } from '../platform/postgres/index.ts';

/** Months that have their partition before anything happens in them. */
const MONTHS_AHEAD = 2;

/** Makes the partitions of the month that is and of the next ones. */
export async function makeMonthsAhead(db: Queryable, now: Date): Promise<void> {
  await db.query(
    `select make_spend_month($1::timestamptz + n * interval '1 month') from generate_series(0, $2) as n`,
    [now, MONTHS_AHEAD],
  );
}

/**
 * Makes the partitions of all months that encoded events are of. Fails for events of a time that is no
 * longer kept: whether they were recorded before, nobody knows any more.
 */
export async function makeMonthsOf(pool: Pool, encodedEvents: string | Buffer): Promise<void> {
  await pool.query(
    `select make_spend_month(month)
     from (select distinct date_trunc('month', occurred_at, 'UTC') as month
           from json_to_recordset($1::json) as e(occurred_at timestamptz) order by 1) as months`,
    [encodedEvents],
  );
}

/** Whether an insert failed for want of a partition. */
export function wantsMonth(fault: unknown): boolean {
  const { code, table, constraint } = fault as Partial<
    Record<'code' | 'table' | 'constraint', unknown>
  >;
  return code === '23514' && table === 'spend_event' && constraint === undefined;
}

/** Since when events are kept; the earliest possible date while all are. */
export async function readFloor(db: Queryable): Promise<Date> {
  const { rows } = await db.query<{ at: Date | null }>(
    "select nullif(pruned_before, '-infinity') as at from spend_floor",
  );
  return rows[0]?.at ?? new Date(-8_640_000_000_000_000);
}

import type { Queryable } from '../../platform/postgres/index.ts';

export interface ScheduleSettings {
  readonly isOn: boolean;
  /** How long after a period calls are waited for that come in late. */
  readonly graceHours: number;
  /** Periods that ended by then were drafted; null before the first time. */
  readonly draftedUntil: Date | null;
  /** 0 until something was said. */
  readonly revision: number;
}

const OFF: ScheduleSettings = { isOn: false, graceHours: 1, draftedUntil: null, revision: 0 };

export async function readSchedule(db: Queryable): Promise<ScheduleSettings> {
  const { rows } = await db.query<ScheduleSettings>(
    `select is_on as "isOn", grace_hours as "graceHours", drafted_until as "draftedUntil", revision
     from billing_schedule`,
  );
  return rows[0] ?? OFF;
}

/** False when it is no longer at that revision. */
export async function writeSchedule(
  db: Queryable,
  { isOn, graceHours, revision }: Omit<ScheduleSettings, 'draftedUntil'>,
  { at, by }: { at: Date; by: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into billing_schedule as known (is_on, grace_hours, updated_at, updated_by)
     select $1, $2, $3, $4 where $5 = 0 or exists (select from billing_schedule)
     on conflict (only_row) do update set is_on = excluded.is_on, grace_hours = excluded.grace_hours,
       updated_at = excluded.updated_at, updated_by = excluded.updated_by,
       revision = known.revision + 1
     where known.revision = $5`,
    [isOn, graceHours, at, by, revision],
  );
  return rowCount === 1;
}

/** True for one of those who ask to draft what ended by then, and for nobody later. */
export async function claimDrafting(db: Queryable, until: Date): Promise<boolean> {
  const { rowCount } = await db.query(
    `update billing_schedule set drafted_until = $1
     where is_on and (drafted_until is null or drafted_until < $1)`,
    [until],
  );
  return rowCount === 1;
}

import type { Queryable } from '../../platform/postgres/index.ts';

export interface ScheduleSettings {
  readonly isOn: boolean;
  /** How long after a period calls are waited for that come in late. */
  readonly graceHours: number;
  /** How long a draft that the schedule made is there to be looked at; null: none becomes final by itself. */
  readonly finaliseAfterHours: number | null;
  /** Periods that ended by then were drafted; null before the first time. */
  readonly draftedUntil: Date | null;
  /** 0 until something was said. */
  readonly revision: number;
}

const OFF: ScheduleSettings = {
  isOn: false,
  graceHours: 1,
  finaliseAfterHours: null,
  draftedUntil: null,
  revision: 0,
};

export async function readSchedule(db: Queryable): Promise<ScheduleSettings> {
  const { rows } = await db.query<ScheduleSettings>(
    `select is_on as "isOn", grace_hours as "graceHours", finalise_after_hours as "finaliseAfterHours",
       drafted_until as "draftedUntil", revision
     from billing_schedule`,
  );
  return rows[0] ?? OFF;
}

/** False when it is no longer at that revision. */
export async function writeSchedule(
  db: Queryable,
  { isOn, graceHours, finaliseAfterHours, revision }: Omit<ScheduleSettings, 'draftedUntil'>,
  { at, by }: { at: Date; by: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into billing_schedule as known (is_on, grace_hours, updated_at, updated_by, finalise_after_hours, finalise_from)
     select $1, $2, $3, $4, $6::integer, case when $6 is not null then $3::timestamptz end
     where $5 = 0 or exists (select from billing_schedule)
     on conflict (only_row) do update set is_on = excluded.is_on, grace_hours = excluded.grace_hours,
       updated_at = excluded.updated_at, updated_by = excluded.updated_by,
       revision = known.revision + 1, finalise_after_hours = excluded.finalise_after_hours,
       -- Drafts from before it was switched on wait for a person.
       finalise_from = case when known.is_on and $6 is not null
         then coalesce(known.finalise_from, excluded.finalise_from) else excluded.finalise_from end
     where known.revision = $5`,
    [isOn, graceHours, at, by, revision, finaliseAfterHours],
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

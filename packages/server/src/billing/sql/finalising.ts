import type { Queryable } from '../../platform/postgres/index.ts';
import { FINALISES_AT } from './invoice-rows.ts';

/** Drafts that become final by themselves at that instant or became due before it, oldest period first. */
export async function dueByThemselves(db: Queryable, at: Date): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select i.id from invoice i where i.status = 'DRAFT' and ${FINALISES_AT} <= $1
     order by i.period_start, i.created_at, i.id`,
    [at],
  );
  return rows.map(({ id }) => id);
}

/** When the next one does; null: none. */
export async function nextFinalising(db: Queryable): Promise<Date | null> {
  const { rows } = await db.query<{ at: Date | null }>(
    `select min(${FINALISES_AT}) as at from invoice i where i.status = 'DRAFT'`,
  );
  return rows[0]?.at ?? null;
}

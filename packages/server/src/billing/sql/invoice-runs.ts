import type { Queryable } from '../../platform/postgres/index.ts';

/** What made invoices together. */
export interface InvoiceRun {
  readonly id: string;
  readonly startedAt: Date;
  readonly startedBy: string;
  /** By itself, as the schedule says. */
  readonly isScheduled: boolean;
}

/** Once, however many of its invoices are made in however many transactions. */
export async function insertRun(tx: Queryable, run: InvoiceRun): Promise<void> {
  await tx.query(
    `insert into invoice_run (id, started_at, started_by, is_scheduled) values ($1, $2, $3, $4)
     on conflict (id) do nothing`,
    [run.id, run.startedAt, run.startedBy, run.isScheduled],
  );
}

/** The last one of the schedule that made something. */
export async function lastScheduledRun(db: Queryable): Promise<InvoiceRun | null> {
  const { rows } = await db.query<InvoiceRun>(
    `select id, started_at as "startedAt", started_by as "startedBy", is_scheduled as "isScheduled"
     from invoice_run where is_scheduled order by started_at desc, id desc limit 1`,
  );
  return rows[0] ?? null;
}

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

import type { Reconciliation, ReconciliationCheck } from '../kernel/index.ts';
import {
  type Pool,
  type Queryable,
  readChecks,
  withTransaction,
} from '../platform/postgres/index.ts';
import {
  EVENTS_AND_CUSTOMER_TOTALS,
  EVENTS_AND_ROLLUPS,
  ROLLUPS_AND_HOURS,
  ROLLUPS_AND_MONTHS,
} from './sql/comparisons.ts';

/** Recounts the record of spend and compares it with what is kept of it in sums. */
export async function checkRecord(tx: Queryable): Promise<ReconciliationCheck[]> {
  return [
    ...(await readChecks(tx, EVENTS_AND_ROLLUPS)),
    ...(await readChecks(tx, EVENTS_AND_CUSTOMER_TOTALS)),
    ...(await readChecks(tx, ROLLUPS_AND_HOURS)),
    ...(await readChecks(tx, ROLLUPS_AND_MONTHS)),
  ];
}

/** `checkRecord` by itself, in one snapshot. */
export async function reconcile(pool: Pool, at: Date): Promise<Reconciliation> {
  const checks = await withTransaction(pool, checkRecord, 'repeatable read, read only');
  return { ok: checks.every((check) => check.ok), at, checks };
}

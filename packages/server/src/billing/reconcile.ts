import type { ReconciliationCheck } from '../kernel/index.ts';
import { type Queryable, readChecks } from '../platform/postgres/index.ts';
import { EVENTS_AND_INVOICES, USAGE_AND_LINES } from './sql/comparisons.ts';

/** Compares the record with the invoices that bill it. */
export async function checkInvoices(tx: Queryable): Promise<ReconciliationCheck[]> {
  return [
    ...(await readChecks(tx, EVENTS_AND_INVOICES)),
    ...(await readChecks(tx, USAGE_AND_LINES)),
  ];
}

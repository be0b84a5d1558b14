import { checkInvoices } from '../billing/index.ts';
import { type BudgetEngine, createRecount } from '../budgets/index.ts';
import type { Clock, Reconciliation } from '../kernel/index.ts';
import { checkRecord } from '../metering/index.ts';
import { type Pool, withTransaction } from '../platform/postgres/index.ts';

/**
 * Recounts the record of spend and compares it with everything derived from it: rollups, totals of
 * customers and invoices in one snapshot, counts of budgets as they are in memory. It reads the whole
 * record, so whoever asks while that goes on shares the answer.
 */
export function createReconcile(deps: {
  pool: Pool;
  engine: Pick<BudgetEngine, 'check'>;
  clock: Clock;
}): () => Promise<Reconciliation> {
  let running: Promise<Reconciliation> | null = null;
  return () => {
    running ??= reconcileAll(deps).finally(() => {
      running = null;
    });
    return running;
  };
}

async function reconcileAll({
  pool,
  engine,
  clock,
}: Parameters<typeof createReconcile>[0]): Promise<Reconciliation> {
  const stored = await withTransaction(
    pool,
    async (tx) => ({ record: await checkRecord(tx), invoices: await checkInvoices(tx) }),
    'repeatable read, read only',
  );
  const budgets = await engine.check(createRecount(pool));
  const checks = [...stored.record, budgets, ...stored.invoices];
  return { ok: checks.every((check) => check.ok), at: clock.now(), checks };
}

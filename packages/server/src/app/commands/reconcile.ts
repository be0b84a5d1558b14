import { BudgetEngine, createSpendSource, StoredRules } from '../../budgets/index.ts';
import {
  type Clock,
  OperatorError,
  type Reconciliation,
  type ReconciliationCheck,
} from '../../kernel/index.ts';
import { rebuildRollups } from '../../metering/index.ts';
import type { Config } from '../../platform/config/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { createPool, NotificationListener } from '../../platform/postgres/index.ts';
import { print, printJson } from '../cli/print.ts';
import type { DataDirectory } from '../data-directory.ts';
import { openDatabase } from '../open-database.ts';
import { createReconcile } from '../reconcile.ts';

/**
 * Prints the comparison; fails when anything differs. Counts of budgets are those that a server would
 * begin with.
 */
export async function runReconcile(
  { config, data, log, clock }: { config: Config; data: DataDirectory; log: Logger; clock: Clock },
  { json, rebuild }: { json: boolean; rebuild: boolean },
): Promise<void> {
  await using database = await openDatabase({ config, data, log });
  await using stack = new AsyncDisposableStack();
  const url = database.url.reveal();
  const pool = stack.adopt(createPool(url, { max: 2 }), (each) => each.end());
  if (rebuild) await rebuildRollups(pool);
  const onError = (error: unknown) => log.warn({ err: error }, 'budgets');
  const notifications = stack.adopt(new NotificationListener(url, onError), (each) => each.close());
  const rules = stack.adopt(
    new StoredRules({ pool, notifications, clock, defaultTier: null, onError }),
    (each) => each.close(),
  );
  const engine = new BudgetEngine({ rules, spend: createSpendSource(pool), clock });
  await engine.start();
  const result = await createReconcile({ pool, engine, clock })();
  if (json) printJson(result);
  else print(report(result));
  if (!result.ok) throw new OperatorError('The totals differ: see the lines marked DIFFERS');
}

function report({ ok, at, checks }: Reconciliation): string {
  const titles = checks.map(({ name, measure }) => `${name}: ${measure}`);
  const width = Math.max(...titles.map((title) => title.length));
  const lines = checks.flatMap((check, i) => [
    `${(titles[i] ?? '').padEnd(width)}  ${check.left}  ${check.right}  ${verdictOf(check)}`,
    ...check.places.map(
      ({ where, left, right, difference }) =>
        `    ${where}: ${left} against ${right}, ${difference}`,
    ),
  ]);
  const verdict = ok ? 'Everything agrees' : 'Totals differ';
  return `${lines.join('\n')}\n\n${verdict}, as of ${at.toISOString()}.\n`;
}

function verdictOf({ ok, difference, differing, places }: ReconciliationCheck): string {
  if (ok) return 'ok';
  const where = differing === 1 ? 'one place' : `${differing} places`;
  const most = differing > places.length ? ', these most' : '';
  return `DIFFERS by ${difference}, in ${where}${most}`;
}

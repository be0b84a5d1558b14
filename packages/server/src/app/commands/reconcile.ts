import { writeSync } from 'node:fs';
import { type Clock, OperatorError } from '../../kernel/index.ts';
import { type Reconciliation, reconcile } from '../../metering/index.ts';
import type { Config } from '../../platform/config/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { createPool } from '../../platform/postgres/index.ts';
import type { DataDirectory } from '../data-directory.ts';
import { openDatabase } from '../open-database.ts';

/** Prints the comparison; fails when anything differs. */
export async function runReconcile(
  { config, data, log, clock }: { config: Config; data: DataDirectory; log: Logger; clock: Clock },
  { json }: { json: boolean },
): Promise<void> {
  await using database = await openDatabase({ config, data, log });
  await using pool = disposable(createPool(database.url.reveal(), { max: 1 }));
  const result = await reconcile(pool.value, clock.now());
  writeSync(1, json ? `${JSON.stringify(result, null, 2)}\n` : table(result));
  if (!result.ok) throw new OperatorError('The totals differ: see the lines marked DIFFERS');
}

function disposable<T extends { end(): Promise<void> }>(value: T) {
  return { value, [Symbol.asyncDispose]: () => value.end() };
}

function table({ ok, at, checks }: Reconciliation): string {
  const width = Math.max(...checks.map((check) => check.name.length));
  const lines = checks.map((check) => {
    const verdict = check.ok ? 'ok' : `DIFFERS by ${check.difference}`;
    return `${check.name.padEnd(width)}  ${check.left}  ${check.right}  ${verdict}`;
  });
  const verdict = ok ? 'Everything agrees' : 'Totals differ';
  return `${lines.join('\n')}\n\n${verdict}, as of ${at.toISOString()}.\n`;
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../kernel/index.ts';
import type { Config } from '../../platform/config/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { createPool } from '../../platform/postgres/index.ts';
import { print } from '../cli/print.ts';
import type { DataDirectory } from '../data-directory.ts';
import { runDemo } from '../demo/index.ts';
import { openDatabase } from '../open-database.ts';
import { CUSTOMER_STEP } from '../start-server.ts';

/** Fills the database of the server that runs here, or of the next one to start. */
export async function runDemoCommand(context: {
  config: Config;
  data: DataDirectory;
  log: Logger;
  clock: Clock;
}): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await openDatabase(context));
  const pool = stack.adopt(createPool(database.url.reveal()), (each) => each.end());
  const journalDirectory = await mkdtemp(join(tmpdir(), 'tollgate-demo-'));
  stack.defer(() => rm(journalDirectory, { recursive: true, force: true }));
  print('Replaying 90 days of traffic …\n');
  const { events, firstDay, lastDay } = await runDemo({
    ...context,
    pool,
    journalDirectory,
    customerStep: [CUSTOMER_STEP],
  });
  const next = database.embedded ? 'npm start shows them.' : 'The dashboard shows them.';
  print(`${events} calls from ${firstDay} to ${lastDay} are recorded. ${next}\n`);
}

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../../../kernel/index.ts';
import { identifyProcess } from './process-identity.ts';

/**
 * Takes a database folder for this process. An orphan of a process that was killed may be stopped,
 * the database of one that still runs may not: this is how the two are told apart.
 */
export async function lockHome(home: string): Promise<{ release(): Promise<void> }> {
  const path = join(home, 'owner');
  await refuseLivingOwner(home, path);
  await rm(path, { force: true });
  await writeFile(path, `${process.pid}\n${identifyProcess(process.pid)}\n`, { flag: 'wx' });
  return { release: () => rm(path, { force: true }) };
}

async function refuseLivingOwner(home: string, path: string): Promise<void> {
  const [pid = '', identity = ''] = (await readFile(path, 'utf8').catch(() => '')).split('\n');
  if (identity === '' || identifyProcess(Number(pid)) !== identity) return;
  throw new OperatorError(
    `The database in ${home} is in use by another Tollgate (process ${pid}): stop that one first, or set TOLLGATE_DATA_DIR`,
  );
}

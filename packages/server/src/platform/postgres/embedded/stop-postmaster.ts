import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from '../../../kernel/index.ts';
import { isPostmasterOf } from './process-identity.ts';

/** PostgreSQL's three ways to stop, mildest first, and how long each gets. */
const STAGES = [
  { signal: 'SIGINT', name: 'fast', patienceMs: 30_000 },
  { signal: 'SIGQUIT', name: 'immediate', patienceMs: 10_000 },
  { signal: 'SIGKILL', name: 'kill', patienceMs: 5_000 },
] as const;

const POLL_MS = 20;

/**
 * Stops a server that a killed Tollgate left running on this folder, and removes a note of one that
 * is gone: the number in it may belong to another process by now, at which PostgreSQL would balk.
 */
export async function stopOrphan(
  dataFolder: string,
  log: (message: string) => void,
): Promise<void> {
  const noteFile = join(dataFolder, 'postmaster.pid');
  const note = await readFile(noteFile, 'utf8').catch(() => null);
  if (note === null) return;
  const pid = Number(note.split('\n')[0]);
  if (isPostmasterOf(pid, dataFolder)) {
    log(`Stopping the database server that an earlier Tollgate left behind (process ${pid})`);
    await stopPostmaster(pid, dataFolder, log);
  }
  await rm(noteFile, { force: true });
}

/** Stops a server without losing a committed row, and returns when it is gone. */
export async function stopPostmaster(
  pid: number,
  dataFolder: string,
  log: (message: string) => void,
): Promise<void> {
  for (const { signal, name, patienceMs } of STAGES) {
    if (!isPostmasterOf(pid, dataFolder)) return;
    if (signal !== 'SIGINT') log(`The database server has not stopped yet: trying ${name}`);
    sendSignal(pid, signal);
    if (await isGone(pid, dataFolder, patienceMs)) return;
  }
  throw new OperatorError(`The database server (process ${pid}) cannot be stopped`);
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function isGone(pid: number, dataFolder: string, patienceMs: number): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  while (isPostmasterOf(pid, dataFolder)) {
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

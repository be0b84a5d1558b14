import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './alive.mjs';
import { ROOT } from './paths.mjs';
import { say } from './report.mjs';

const POLL_MS = 200;

/** Lets one command at a time install and build: two in the same folder would undo each other. */
export async function withSetupLock(work) {
  const name = createHash('sha256').update(ROOT).digest('hex').slice(0, 16);
  const file = join(tmpdir(), `tollgate-setup-${process.getuid?.() ?? 'user'}-${name}.lock`);
  await take(file);
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

async function take(file) {
  let announced = false;
  while (!tryToTake(file)) {
    const owner = Number(readOwner(file));
    if (owner === process.pid || !isAlive(owner)) rmSync(file, { force: true });
    else if (!announced)
      say(`▸ waiting for another command to finish its setup (process ${owner}) …`);
    announced = true;
    await sleep(POLL_MS);
  }
}

function tryToTake(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (fault) {
    if (fault.code === 'EEXIST') return false;
    throw fault;
  }
}

function readOwner(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

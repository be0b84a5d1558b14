import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isAlive } from './alive.mjs';

const PACKAGE_MANAGER = /(^|[\s/\\])(npm|npx|pnpm|yarn|bun)(-cli|\.c?js|\.mjs|\s|$)/;
const POLL_MS = 500;
const GENERATIONS = 6;

/**
 * Calls `onGone` when the npm that started us has ended. Told to stop, npm ends the shell between us
 * and itself and then itself, and nobody tells us. Without npm above us there is nothing to watch.
 */
export function watchCaller(onGone) {
  const caller = process.env.npm_lifecycle_event ? findPackageManager() : null;
  if (caller === null) return () => undefined;
  const timer = setInterval(() => {
    if (isAlive(caller)) return;
    clearInterval(timer);
    onGone();
  }, POLL_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function findPackageManager() {
  let pid = process.ppid;
  for (let generation = 0; generation < GENERATIONS && pid > 1; generation += 1) {
    const { parent, command } = describe(pid);
    if (PACKAGE_MANAGER.test(command)) return pid;
    pid = parent;
  }
  return null;
}

function describe(pid) {
  try {
    return process.platform === 'linux' ? describeFromProc(pid) : describeWithPs(pid);
  } catch {
    return { parent: 0, command: '' };
  }
}

function describeFromProc(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The parent stands second after the name, which is in brackets and may contain anything.
  const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  return { parent, command };
}

function describeWithPs(pid) {
  const text = execFileSync('ps', ['-ww', '-o', 'ppid=,command=', '-p', String(pid)], {
    encoding: 'utf8',
  });
  const [, parent, command] = /^\s*(\d+)\s+(.*)/.exec(text) ?? [];
  return { parent: Number(parent), command: command ?? '' };
}

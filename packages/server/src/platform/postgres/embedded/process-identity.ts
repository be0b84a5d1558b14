import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/**
 * A text that no other process has had or will have, although numbers of processes are used again.
 * Null when there is no such process, or one that has ended and only waits to be collected.
 */
export function identifyProcess(pid: number): string | null {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return process.platform === 'linux' ? identifyOnLinux(pid) : identifyWithPs(pid);
}

/** Whether this process is a PostgreSQL server that works in this folder. */
export function isPostmasterOf(pid: number, dataFolder: string): boolean {
  if (identifyProcess(pid) === null) return false;
  if (process.platform !== 'linux') {
    return (runPs(pid, 'command=') ?? '').includes(`-D ${dataFolder}`);
  }
  try {
    // A postmaster makes its data folder its working directory.
    return readlinkSync(`/proc/${pid}/cwd`) === dataFolder;
  } catch {
    return false;
  }
}

function identifyOnLinux(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program stands in brackets and may itself contain blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    const startedAt = fields[19];
    if (state === 'Z' || state === 'X') return null;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${startedAt}`;
  } catch {
    return null;
  }
}

function identifyWithPs(pid: number): string | null {
  return runPs(pid, 'stat=')?.startsWith('Z') ? null : runPs(pid, 'lstart=');
}

function runPs(pid: number, column: string): string | null {
  try {
    const args = ['-ww', '-o', column, '-p', String(pid)];
    const text = execFileSync('ps', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.trim() || null;
  } catch {
    return null;
  }
}

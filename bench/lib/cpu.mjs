import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Fields of /proc/<pid>/stat after the program's name, which may hold spaces (proc(5)). */
const PARENT = 1;
const USER = 11;
const SYSTEM = 12;
const CHILDREN_USER = 13;
const CHILDREN_SYSTEM = 14;

function readStat(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const end = text.lastIndexOf(')');
  return {
    program: text.slice(text.indexOf('(') + 1, end),
    fields: text.slice(end + 2).split(' '),
  };
}

function seconds(fields, ...indexes) {
  return indexes.reduce((sum, index) => sum + Number(fields[index]), 0) / TICKS_PER_SECOND;
}

/** CPU seconds a process has used, all its threads together. */
export function cpuSeconds(pid) {
  return seconds(readStat(pid).fields, USER, SYSTEM);
}

/** The same for a process that works through children, as PostgreSQL does: the living and the ended ones. */
export function familyCpuSeconds(pid) {
  const own = seconds(readStat(pid).fields, USER, SYSTEM, CHILDREN_USER, CHILDREN_SYSTEM);
  const children = readdirSync('/proc').filter((name) => parentOf(name) === pid);
  return children.reduce((sum, child) => sum + (cpuSecondsOrNull(child) ?? 0), own);
}

function cpuSecondsOrNull(pid) {
  return ifThere(() => cpuSeconds(pid));
}

/** Null when there is no such process. */
export function parentOf(pid) {
  return ifThere(() => Number(readStat(pid).fields[PARENT]));
}

/** The name of the program a process runs; null when there is no such process. */
export function programOf(pid) {
  return ifThere(() => readStat(pid).program);
}

function ifThere(read) {
  try {
    return read();
  } catch {
    return null;
  }
}

/** Memory of a process in MB. */
export const memoryMb = (pid) => statusMb(pid, 'VmRSS');

/** Its peak, since its start or since `resetPeakMemory`. */
export const peakMemoryMb = (pid) => statusMb(pid, 'VmHWM');

function statusMb(pid, name) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const match = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status);
  return Math.round(Number(match?.[1] ?? 0) / 1024);
}

/** The peak is counted anew from here: proc_pid_clear_refs(5). */
export function resetPeakMemory(pid) {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

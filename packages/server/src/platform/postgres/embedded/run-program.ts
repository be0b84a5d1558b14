import { spawn } from 'node:child_process';
import { OperatorError } from '../../../kernel/index.ts';

/** The system user that PostgreSQL runs as, where that is not the user of this process. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

export interface ProgramOptions {
  readonly user: SystemUser | null;
  readonly timeoutMs?: number;
}

/**
 * PostgreSQL reads dozens of variables, and libc some more: only these are passed on.
 * The folder to start in is one that every user may enter, whatever ours is.
 */
export function programEnvironment(user: SystemUser | null) {
  return {
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
  };
}

/** Runs a program to its end; throws one line with what it said last when it fails. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { user, timeoutMs = 120_000 }: ProgramOptions,
): Promise<string> {
  const child = spawn(program, args, {
    ...programEnvironment(user),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString('utf8');
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const outcome = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code === 0 ? '' : describeExit(code, signal)));
  });
  if (outcome !== '') {
    throw new OperatorError(
      [`${program}: ${outcome}`, lastLines(output)].filter(Boolean).join('; '),
    );
  }
  return output;
}

export function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
}

/** The end of a program's output as one line. */
export function lastLines(text: string, count = 4): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .slice(-count)
    .join(' | ');
}

export function messageOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}

import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MASTER_SECRET } from './api-harness.ts';

const CLI = fileURLToPath(new URL('../../dist/app/cli.js', import.meta.url));
const run = promisify(execFile);

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command line as a process of its own, talking to a server with the master key. */
export function runCli(
  url: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ran> {
  const options = {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], TOLLGATE_URL: url, TOLLGATE_TOKEN: MASTER_SECRET, ...env },
  };
  return run(process.execPath, [CLI, ...args], options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (fault: Ran) => fault,
  );
}

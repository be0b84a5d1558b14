import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const CLI = fileURLToPath(new URL('../../dist/app/cli.js', import.meta.url));
const CONTRACT = fileURLToPath(new URL('../../schema.graphql', import.meta.url));
/** More than a pipe takes at once. */
const SCHEMA = `"${process.execPath}" "${CLI}" schema`;

/** A pipeline ends with the code of its first part. */
function shell(script: string) {
  return run('bash', ['-c', script], { cwd: tmpdir() }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

test('a slow reader gets every byte of what is printed', async () => {
  const compare = `${SCHEMA} | dd bs=16 status=none | cmp - "${CONTRACT}"`;
  const once = { code: 0, stdout: '', stderr: '' };
  expect(await Promise.all([shell(compare), shell(compare), shell(compare)])).toEqual([
    once,
    once,
    once,
  ]);
});

test('a reader that has seen enough is no fault', async () => {
  const { code, stdout, stderr } = await shell(`set -o pipefail; ${SCHEMA} | head -n 1`);
  expect([code, stdout.split('\n').length, stderr]).toEqual([0, 2, '']);
});

test.runIf(process.platform === 'linux')(
  'output that finds no room is told in one line',
  async () => {
    const { code, stderr } = await shell(`${SCHEMA} > /dev/full`);
    expect([code, stderr]).toEqual([
      1,
      'tollgate: The output cannot be written: ENOSPC: no space left on device, write\n',
    ]);
  },
);

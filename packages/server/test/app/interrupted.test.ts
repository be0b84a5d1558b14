import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identifyProcess } from '../../src/platform/postgres/embedded/process-identity.ts';
import { removeDataDirectory } from '../testkit/embedded-postgres.ts';

const CLI = fileURLToPath(new URL('../../dist/app/cli.js', import.meta.url));
const POLL_MS = 20;
let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'interrupted-'));
  // As root, PostgreSQL runs as another user, who must be able to pass through.
  await chmod(dataDir, 0o711);
});
afterEach(() => removeDataDirectory(dataDir));

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  'a command told to stop by %s leaves no database running',
  async (signal, expected) => {
    const { PATH } = process.env;
    const env = { PATH, TOLLGATE_DATA_DIR: dataDir, TOLLGATE_LOG_LEVEL: 'silent' };
    const child = spawn(process.execPath, [CLI, 'demo'], { cwd: dataDir, env });
    const [said] = await once(child.stdout, 'data');
    const note = await readFile(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8');
    child.kill(signal);
    const [code] = await once(child, 'exit');
    expect([String(said), code]).toEqual(['Replaying 90 days of traffic …\n', expected]);
    while (identifyProcess(Number.parseInt(note, 10)) !== null) await sleep(POLL_MS);
  },
  120_000,
);

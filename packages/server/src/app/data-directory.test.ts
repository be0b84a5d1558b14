import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identifyProcess } from '../platform/postgres/embedded/index.ts';
import { DataDirectory } from './data-directory.ts';

let folder: string;
let other: ChildProcess;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'data-directory-'));
  // Looks like one of ours: "tollgate" is in its command line.
  other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 60_000)', 'tollgate']);
});
afterEach(() => {
  other.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

function leave(identity: string | null) {
  writeFileSync(join(folder, 'server.json'), JSON.stringify({ pid: other.pid, identity }));
}

test('the folder of a server that runs is not taken', () => {
  leave(identifyProcess(other.pid ?? 0));
  expect(() => new DataDirectory(folder).lock()).toThrow(`(process ${other.pid})`);
});

test('the folder of a server that was killed is taken, whoever has its number by now', () => {
  leave('another boot 1');
  const data = new DataDirectory(folder);
  data.lock();
  expect(data.running()).toBeNull();
});

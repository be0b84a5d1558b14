import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';

/** The core of what is measured, and the core of everything that measures it. */
export const CORES = { measured: 0, rest: 1 };

/** The absolute path of a program on PATH or where system programs live; fails with what to install. */
export function requireProgram(name, howToInstall) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  const found = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (found === undefined) throw new Error(`${name} is not on PATH. ${howToInstall}`);
  return found;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Moves this process with all its threads, and whatever it starts from now on, to one core. */
export function pinThisProcess(core) {
  requireProgram('taskset', 'On Debian: apt-get install util-linux');
  execFileSync('taskset', ['-acp', String(core), String(process.pid)], { stdio: 'ignore' });
}

const running = new Set();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts a program on one core. With `ready`, resolves to its match once the program has printed it.
 * `stop` ends the program and resolves when it is gone; it does not outlive this process.
 */
export async function startPinned({ core, command, args, env, ready }) {
  const child = spawn('taskset', ['-c', String(core), command, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const exited = once(child, 'exit').finally(() => running.delete(child));
  let output = '';
  const matched = Promise.withResolvers();
  if (ready === undefined) matched.resolve(null);
  const collect = (chunk) => {
    output += chunk;
    const found = ready?.exec(output);
    if (found) matched.resolve(found);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const early = exited.then(() => Promise.reject(new Error(`${command} ended:\n${output}`)));
  const match = await Promise.race([matched.promise, early]);
  early.catch(() => undefined);
  return {
    pid: child.pid,
    match,
    output: () => output,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** A port that was free a moment ago. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Asks until the address answers with a success. */
export async function untilReachable(url, patienceMs = 30_000) {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const answered = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} does not answer`);
}

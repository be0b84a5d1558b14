import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { watchCaller } from './caller.mjs';
import { ROOT } from './paths.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Repeats of a signal within this time are the same request, come by several ways. */
const SAME_REQUEST_MS = 1000;

const END_WITH_PARENT = pathToFileURL(join(ROOT, 'scripts/lib/end-with-parent.mjs')).href;

/**
 * Runs the product in the foreground and returns its exit code.
 *
 * A Ctrl-C reaches every process of the terminal's group, and npm passes it on once more; the server
 * would take the second one for impatience. So it gets a group of its own and each request once.
 */
export function runToEnd(node, args, env) {
  const child = spawn(node, ['--import', END_WITH_PARENT, ...args], {
    cwd: ROOT,
    env,
    detached: process.platform !== 'win32',
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
  });
  const lifeline = child.stdio[3].on('error', () => undefined);
  let isAsked = false;
  const ask = (signal) => {
    isAsked = true;
    child.kill(signal);
    lifeline.write('asked\n');
  };
  const stopForwarding = onSignals(ask);
  const stopWatching = watchCaller(() => isAsked || ask('SIGTERM'));
  return exitCodeOf(child).finally(() => {
    stopForwarding();
    stopWatching();
  });
}

/** Runs a tool whose output is shown as it comes. */
export function runShown(command, args, env) {
  return runTool(command, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
}

/** Runs a tool whose output matters only when it fails: `{ code, output }`. */
export async function runQuietly(command, args, env) {
  let output = '';
  const collect = (chunk) => {
    output += chunk;
  };
  const code = await runTool(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] }, (child) => {
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
  });
  return { code, output };
}

async function runTool(command, args, options, attach = () => undefined) {
  const shell = process.platform === 'win32';
  const child = spawn(command, args, { cwd: ROOT, shell, ...options });
  attach(child);
  let interrupted = null;
  const stopForwarding = onSignals((signal) => {
    interrupted = signal;
    child.kill(signal);
  });
  const code = await exitCodeOf(child).finally(stopForwarding);
  if (interrupted !== null) process.exit(128 + constants.signals[interrupted]);
  return code;
}

function onSignals(handle) {
  let last = Number.NEGATIVE_INFINITY;
  const receive = (signal) => {
    const isRepeat = performance.now() - last < SAME_REQUEST_MS;
    if (!isRepeat) last = performance.now();
    if (!isRepeat) handle(signal);
  };
  for (const signal of SIGNALS) process.on(signal, receive);
  return () => {
    for (const signal of SIGNALS) process.off(signal, receive);
  };
}

function exitCodeOf(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

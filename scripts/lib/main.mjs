import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { serverEnvironment } from './environment.mjs';
import { ensureInstalled, installProduct } from './install.mjs';
import { CLI, PINNED_NODE, ROOT } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { runToEnd } from './processes.mjs';
import { Problem, say } from './report.mjs';
import { runChecks, runTests } from './test.mjs';

const COMMANDS = {
  start: (args) => runCli(['serve', ...args]),
  demo: (args) => runCli(['demo', ...args]),
  tollgate: (args) => runCli(args),
  bench: runBench,
  install: ensureInstalled,
  'install-product': installProduct,
  build: prepare,
  check: runChecks,
  test: runTests,
};

/** Runs one command of package.json and ends the process with its exit code. */
export async function main([command, ...args]) {
  try {
    const run = COMMANDS[command];
    if (run === undefined) {
      throw new Problem(`unknown command ${command}: use ${Object.keys(COMMANDS).join(', ')}`);
    }
    process.exitCode = (await run(args)) ?? 0;
  } catch (fault) {
    say(fault instanceof Problem ? `tollgate: ${fault.message}` : fault.stack);
    process.exitCode = 1;
  }
}

async function runCli(args) {
  await prepare();
  return runToEnd(PINNED_NODE, [CLI, ...args], serverEnvironment());
}

/** `bench` alone runs bench/run.mjs; `bench <name> …` runs bench/<name>.mjs. */
async function runBench([name = 'run', ...args]) {
  const folder = join(ROOT, 'bench');
  const file = join(folder, `${basename(name)}.mjs`);
  if (!existsSync(file)) {
    const names = readdirSync(folder).filter((entry) => entry.endsWith('.mjs'));
    throw new Problem(`no benchmark ${name}: there are ${names.join(', ')}`);
  }
  await prepare();
  return runToEnd(PINNED_NODE, [file, ...args], serverEnvironment());
}

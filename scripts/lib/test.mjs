import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBrowser, findBrowser } from './browser.mjs';
import { testEnvironment } from './environment.mjs';
import { runPnpm } from './install.mjs';
import { prepare } from './prepare.mjs';
import { runShown } from './processes.mjs';
import { Problem, say, seconds, step } from './report.mjs';
import { noTests, readCounts } from './test-counts.mjs';

const typesOf = (name) => ({ title: `Types of ${name}`, run: () => checkTypes(name) });

/** What is checked without running anything: two rows, which take about as long, beside each other. */
const CHECKS = [
  [typesOf('web')],
  [
    typesOf('shared'),
    typesOf('server'),
    {
      title: 'Format and lint',
      run: () => runTool('biome', ['check', '.', '--error-on-warnings']),
    },
    {
      title: 'Import rules',
      run: () =>
        runTool('depcruise', [
          '--config',
          '.dependency-cruiser.cjs',
          'packages',
          'bench',
          'scripts',
        ]),
    },
    { title: 'Unused code', run: () => runTool('knip', []) },
  ],
];

const PROJECTS = [
  { title: 'Unit tests', project: 'unit' },
  { title: 'Database and gateway tests', project: 'server' },
  { title: 'Browser tests', project: 'browser' },
];

/**
 * Everything that must pass, stopping at the first stage that does not. With arguments, only the
 * tests, and Vitest gets the arguments: a part of a file name, `-t <name>`, `--project unit`.
 */
export async function runTests(args) {
  const startedAt = performance.now();
  const counts = noTests();
  const outcome = await runStages(args, counts).catch((fault) => fault);
  if (outcome instanceof Error) {
    // A stage that is not a test, or that broke down before it could count, fails as one.
    counts.failed ||= 1;
    say(outcome instanceof Problem ? `tollgate: ${outcome.message}` : outcome.stack);
  }
  say(`Finished in ${seconds(startedAt)}`);
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`);
  return counts.failed === 0 ? 0 : 1;
}

/** The stages that run no product code. */
export async function runChecks() {
  await prepare();
  await check();
}

async function runStages(args, counts) {
  await prepare();
  if (args.length > 0) {
    const env = withBrowser(findBrowser());
    return runProject({ title: 'Chosen tests', args, env, counts });
  }
  const env = withBrowser(await step('Looking for a browser', ensureBrowser));
  await check();
  for (const { title, project } of PROJECTS) {
    await runProject({ title, args: ['--project', project], env, counts });
  }
}

function withBrowser(path) {
  return { ...testEnvironment(), ...(path === null ? {} : { CHROMIUM_PATH: path }) };
}

async function check() {
  const rows = await Promise.allSettled(CHECKS.map(inTurn));
  const failed = rows.find(({ status }) => status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function inTurn(checks) {
  for (const { title, run } of checks) {
    const passed = await step(title, run);
    if (!passed) throw new Problem(`${title}: failed (see above)`);
  }
}

async function runTool(name, args) {
  return (await runShown(name, args, testEnvironment())) === 0;
}

async function checkTypes(name) {
  const { code, output } = await runPnpm(['--filter', `@tollgate/${name}`, 'run', 'typecheck']);
  if (code !== 0) say(output.trimEnd());
  return code === 0;
}

async function runProject({ title, args, env, counts }) {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-tests-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  try {
    const code = await step(title, () => runShown('vitest', ['run', ...reporters, ...args], env));
    const found = readCounts(report);
    counts.passed += found.passed;
    counts.failed += found.failed;
    if (code !== 0) throw new Problem(`${title}: failed (see above)`);
    if (found.passed === 0) throw new Problem(`${title}: there are none`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runPnpm } from './install.mjs';
import { ROOT } from './paths.mjs';
import { Problem, say, step } from './report.mjs';
import { hashOf, isStamped, writeStamp } from './stamp.mjs';

/** In the order in which they need each other. */
const PACKAGES = [
  { name: 'shared', output: 'packages/shared/dist/index.js', uses: [] },
  { name: 'server', output: 'packages/server/dist/app/cli.js', uses: ['packages/shared/src'] },
  {
    name: 'web',
    output: 'packages/web/dist/index.html',
    uses: ['packages/shared/src', 'packages/server/schema.graphql'],
  },
];

const COMMON = ['tsconfig.base.json', 'pnpm-lock.yaml'];

/** Files and folders that no build reads, and those that builds write. */
const NOT_AN_INPUT = /^(node_modules|dist|coverage|gql|e2e|test)$|\.test\.tsx?$|\.md$/;

/** Builds each package whose sources, or whose foundations, have changed since its last build. */
export async function ensureBuilt() {
  for (const workspacePackage of PACKAGES) await ensurePackageBuilt(workspacePackage);
}

async function ensurePackageBuilt({ name, output, uses }) {
  const folder = join(ROOT, 'packages', name);
  const hash = hashOf([folder, ...[...COMMON, ...uses].map((path) => join(ROOT, path))], {
    isIgnored: (name) => NOT_AN_INPUT.test(name),
  });
  const stamp = join(folder, 'dist', '.tollgate-build');
  if (isStamped(stamp, hash) && existsSync(join(ROOT, output))) return;
  await step(`Building ${name}`, () => build(folder, name));
  if (!existsSync(join(ROOT, output))) throw new Problem(`the build of ${name} made no ${output}`);
  writeStamp(stamp, hash);
}

async function build(folder, name) {
  // What was built from a source that is gone must not stay.
  rmSync(join(folder, 'dist'), { recursive: true, force: true });
  const { code, output } = await runPnpm(['--dir', folder, 'run', 'build']);
  if (code === 0) return;
  say(output.trimEnd());
  throw new Problem(`${name} does not build (see above)`);
}

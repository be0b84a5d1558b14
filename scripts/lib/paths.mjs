import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that package.json is in. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Where `.bin` and the packages of the workspace are installed. */
export const MODULES = join(ROOT, 'node_modules');

/** The Node that Tollgate is built, tested and run with, whichever one started us. */
export const PINNED_NODE = join(
  MODULES,
  'node/bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** The command line of the built server. */
export const CLI = join(ROOT, 'packages/server/dist/app/cli.js');

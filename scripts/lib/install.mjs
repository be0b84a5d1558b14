import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { toolEnvironment } from './environment.mjs';
import { MODULES, PINNED_NODE, ROOT } from './paths.mjs';
import { runQuietly } from './processes.mjs';
import { Problem, say, step } from './report.mjs';
import { hashOf, isStamped, writeStamp } from './stamp.mjs';

const PNPM = 'pnpm@10.34.8';
const STAMP = join(MODULES, '.tollgate-install');
const UNREACHABLE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/;
const SHOWN_LINES = 40;

/**
 * The user's own npm settings may leave out what is needed here: development packages under
 * `production`, the database under `optional=false`, the pinned Node under `ignore-scripts`.
 */
const INSTALL = [
  'install',
  '--frozen-lockfile',
  '--prefer-offline',
  '--reporter=append-only',
  '--config.optional=true',
  '--config.ignore-scripts=false',
];
const EVERYTHING = ['--config.production=false'];
const PRODUCT_ONLY = ['--prod', '--filter', '@tollgate/server...'];

/** Installs the packages of the lockfile, unless exactly those are installed already. */
export async function ensureInstalled() {
  const hash = hashOf(inputs(), { extra: [PNPM, process.platform, process.arch] });
  if (isStamped(STAMP, hash) && existsSync(PINNED_NODE)) return;
  const isFirst = !existsSync(STAMP);
  rmSync(STAMP, { force: true });
  const title = isFirst ? 'Installing packages (first time: about a minute)' : 'Updating packages';
  await step(title, installEverything);
  writeStamp(STAMP, hash);
}

/** Installs what the built server needs to run, for an image in which nothing else happens. */
export async function installProduct() {
  await step('Installing packages of the product', () => install(PRODUCT_ONLY));
}

/** Runs pnpm, of which nobody needs to have any version installed. */
export function runPnpm(args) {
  const env = {
    ...toolEnvironment(),
    CI: 'true',
    npm_config_prefer_offline: 'true',
    npm_config_fetch_retries: '2',
    npm_config_fetch_retry_mintimeout: '1000',
    npm_config_fetch_retry_maxtimeout: '10000',
    npm_config_ignore_scripts: 'false',
    npm_config_update_notifier: 'false',
  };
  return runQuietly('npx', ['--yes', PNPM, ...args], env).catch((cause) => {
    throw new Problem(`cannot run npx, which comes with Node and npm: ${cause.message}`);
  });
}

async function installEverything() {
  await install(EVERYTHING);
  if (!existsSync(PINNED_NODE)) throw new Problem(`the installation made no ${PINNED_NODE}`);
}

async function install(what) {
  const { code, output } = await runPnpm([...INSTALL, ...what]);
  if (code === 0) return;
  const [fault] = UNREACHABLE.exec(output) ?? [];
  if (fault !== undefined) {
    throw new Problem(
      `packages cannot be installed: they are not all on this machine and their registry cannot be reached (${fault}); connect to the network and try again`,
    );
  }
  say(output.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n'));
  throw new Problem(`packages cannot be installed: pnpm ended with exit code ${code} (see above)`);
}

function inputs() {
  const packages = readdirSync(join(ROOT, 'packages'));
  return [
    ...['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', '.npmrc'],
    ...packages.map((name) => `packages/${name}/package.json`),
  ].map((path) => join(ROOT, path));
}

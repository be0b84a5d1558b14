import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { runQuietly } from './processes.mjs';
import { Problem, say } from './report.mjs';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
];

const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/snap/bin/chromium',
];

const ADVICE =
  'install Chromium or Google Chrome (Debian: apt-get install chromium), or set CHROMIUM_PATH to one';

/** The path of a browser for the tests; installs one where that is our right and can be done. */
export async function ensureBrowser() {
  const given = process.env.CHROMIUM_PATH;
  if (given && !isProgram(given)) {
    throw new Problem(`CHROMIUM_PATH is ${given}, which cannot be run: ${ADVICE}`);
  }
  const found = findBrowser();
  if (found !== null) return found;
  if (canInstall()) await installChromium();
  const installed = findBrowser();
  if (installed === null) throw new Problem(`there is no browser for the tests: ${ADVICE}`);
  return installed;
}

/** The path of a browser that is here already, or null. */
export function findBrowser() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(isAbsolute);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const given = process.env.CHROMIUM_PATH ?? '';
  return [given, ...candidates, ...PLACES].find(isProgram) ?? null;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function canInstall() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

async function installChromium() {
  say('  there is none: installing Chromium with apt-get');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = await runQuietly('apt-get', ['update'], env);
  const install = await runQuietly(
    'apt-get',
    ['install', '--yes', '--no-install-recommends', 'chromium'],
    env,
  );
  if (install.code === 0) return;
  say(`${update.output}${install.output}`.trimEnd().split('\n').slice(-20).join('\n'));
  throw new Problem(`Chromium cannot be installed (see above): ${ADVICE}`);
}

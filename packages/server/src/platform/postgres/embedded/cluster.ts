import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  chmod,
  chown,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../../../kernel/index.ts';
import { type Binaries, majorVersion } from './binaries.ts';
import { messageOf, runProgram, type SystemUser } from './run-program.ts';

/** The superuser of the cluster, and the database that Tollgate uses in it. */
export const DATABASE_USER = 'tollgate';
export const DATABASE_NAME = 'tollgate';

const DRAFT_PREFIX = 'draft-';

/** A folder of rows, and who may open it. */
export interface Cluster {
  readonly dataFolder: string;
  readonly password: string;
}

export interface ClusterOptions {
  readonly home: string;
  readonly binaries: Binaries;
  readonly user: SystemUser | null;
  readonly log: (message: string) => void;
}

/** Opens the cluster in `home`, creating it at the first call. */
export async function prepareCluster(options: ClusterOptions): Promise<Cluster> {
  const dataFolder = join(options.home, 'data');
  await removeDrafts(options.home);
  if (!existsSync(join(dataFolder, 'PG_VERSION'))) await createCluster(options, dataFolder);
  await refuseOtherVersion(dataFolder, options.binaries);
  return { dataFolder: await realpath(dataFolder), password: await readPassword(options.home) };
}

/** Built under another name and moved when whole: one that was interrupted leaves only a draft. */
async function createCluster(options: ClusterOptions, dataFolder: string): Promise<void> {
  const { home, binaries, user, log } = options;
  log(`Creating a PostgreSQL ${majorVersion(binaries)} database in ${home}`);
  await refuseForeignContent(dataFolder);
  const password = await choosePassword(home);
  const draft = join(home, `${DRAFT_PREFIX}${randomBytes(4).toString('hex')}`);
  try {
    await makePrivateFolder(draft, user);
    const passwordFile = join(draft, 'password');
    await writePrivateFile(passwordFile, password);
    if (user !== null) await chown(passwordFile, user.uid, user.gid);
    await runProgram(binaries.initdb, initdbArguments(join(draft, 'data'), passwordFile), { user });
    await rename(join(draft, 'data'), dataFolder);
  } catch (cause) {
    throw new OperatorError(`Cannot create the database: ${messageOf(cause)}`, { cause });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** The built-in provider sorts and folds alike on every machine, whatever locales it has. */
function initdbArguments(dataFolder: string, passwordFile: string): string[] {
  return [
    `--pgdata=${dataFolder}`,
    `--username=${DATABASE_USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
}

async function removeDrafts(home: string): Promise<void> {
  const names = await readdir(home);
  const drafts = names.filter((name) => name.startsWith(DRAFT_PREFIX));
  await Promise.all(drafts.map((name) => rm(join(home, name), { recursive: true, force: true })));
}

async function refuseForeignContent(dataFolder: string): Promise<void> {
  const names = await readdir(dataFolder).catch(() => []);
  if (names.length === 0) return;
  throw new OperatorError(`${dataFolder} is not empty and holds no PostgreSQL database`);
}

async function refuseOtherVersion(dataFolder: string, binaries: Binaries): Promise<void> {
  const found = (await readFile(join(dataFolder, 'PG_VERSION'), 'utf8')).trim();
  const own = majorVersion(binaries);
  if (found === own) return;
  throw new OperatorError(
    `The database in ${dataFolder} was made by PostgreSQL ${found} and this Tollgate brings ${own}: move it with pg_dump, or run PostgreSQL ${found} yourself and set DATABASE_URL`,
  );
}

/** A password that an interrupted creation left behind is as good as a new one. */
async function choosePassword(home: string): Promise<string> {
  const path = join(home, 'password');
  if (!existsSync(path)) await writePrivateFile(path, randomBytes(24).toString('hex'));
  return readPassword(home);
}

async function readPassword(home: string): Promise<string> {
  const path = join(home, 'password');
  const password = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (password !== '') return password;
  throw new OperatorError(
    `The password of the database is missing from ${path}: restore that file`,
  );
}

async function writePrivateFile(path: string, text: string): Promise<void> {
  const draft = `${path}.new`;
  await writeFile(draft, `${text}\n`, { mode: 0o600 });
  await rename(draft, path);
}

async function makePrivateFolder(path: string, user: SystemUser | null): Promise<void> {
  await mkdir(path);
  await chmod(path, 0o700);
  if (user !== null) await chown(path, user.uid, user.gid);
}

import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  chmod,
  copyFile,
  mkdir,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../../../kernel/index.ts';
import { type Binaries, binariesIn } from './binaries.ts';
import { messageOf, runProgram, type SystemUser } from './run-program.ts';

/** Where root keeps what the system user cannot reach in the folder of a checkout. */
const SHARED_PLACE = '/var/lib/tollgate';

/** A file in the data directory that says where the database is, when it is not there. */
const POINTER = 'location';

/**
 * The folder that holds the database, its password and its log: the data directory itself, unless
 * the system user cannot get there (below a home of mode 700, say). Then a folder of the same
 * content under /var/lib/tollgate, named in the file `location` of the data directory. Permissions
 * of folders that were there before are never changed.
 */
export async function chooseHome(dataDir: string, user: SystemUser | null): Promise<string> {
  await makeFolder(dataDir);
  const here = await realpath(dataDir);
  const named = await readPointer(here);
  if (named !== null) return existing(named, here);
  if (user === null || (await canReach(user, here))) return here;
  refuseToStrand(here);
  const home = await newSharedHome(here);
  await writeFile(join(here, POINTER), `${home}\n`);
  return home;
}

/** The folder named by the pointer of an earlier start, or the data directory itself. */
export async function currentHome(dataDir: string): Promise<string> {
  return (await readPointer(dataDir)) ?? dataDir;
}

/** The programs themselves, or a copy of them that the system user can reach. */
export async function reachableBinaries(
  binaries: Binaries,
  user: SystemUser | null,
): Promise<Binaries> {
  if (user === null || (await canRun(user, binaries))) return binaries;
  const folder = join(SHARED_PLACE, `postgres-${binaries.version}`);
  const copy = binariesIn(folder, binaries.version);
  if (!existsSync(folder)) await copyWhole(binaries.folder, folder);
  await runProgram(copy.postgres, ['--version'], { user });
  return copy;
}

async function readPointer(dataDir: string): Promise<string | null> {
  const text = await readFile(join(dataDir, POINTER), 'utf8').catch(() => '');
  return text.trim() || null;
}

function existing(home: string, dataDir: string): string {
  if (existsSync(home)) return home;
  throw new OperatorError(
    `The database of ${dataDir} was in ${home}, which is not there: restore it, or delete ${join(dataDir, POINTER)} to begin with an empty one`,
  );
}

/** Rows that are here already must not be left behind for an empty database elsewhere. */
function refuseToStrand(dataDir: string): void {
  if (!existsSync(join(dataDir, 'data', 'PG_VERSION'))) return;
  throw new OperatorError(
    `The owner of the database in ${dataDir} can no longer enter that folder: give the folders above it back their permissions (o+x)`,
  );
}

/**
 * Named after the data directory. A folder that is already there without a pointer to it belonged
 * to a data directory that was deleted: its rows must neither come back nor be lost.
 */
async function newSharedHome(dataDir: string): Promise<string> {
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const plain = join(SHARED_PLACE, hash);
  const home = existsSync(plain) ? `${plain}-${randomBytes(4).toString('hex')}` : plain;
  await makeFolder(home);
  await chmod(SHARED_PLACE, 0o755);
  await chmod(home, 0o755);
  return home;
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new OperatorError(`Cannot create the folder ${folder}: ${messageOf(cause)}`, { cause });
  }
}

async function canReach(user: SystemUser, folder: string): Promise<boolean> {
  return succeeds(runProgram('/bin/sh', ['-c', 'test -x "$1"', 'sh', folder], { user }));
}

async function canRun(user: SystemUser, binaries: Binaries): Promise<boolean> {
  // Both the program and the files that it reads: a strict umask may have closed either.
  const probe = 'test -x "$1" && test -r "$2/share/postgresql/postgres.bki" && "$1" --version';
  const args = ['-c', probe, 'sh', binaries.postgres, binaries.folder];
  return succeeds(runProgram('/bin/sh', args, { user }));
}

async function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}

/** Copies under another name first, so that a copy which is interrupted is not taken for whole. */
async function copyWhole(from: string, to: string): Promise<void> {
  const draft = `${to}.${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(SHARED_PLACE, { recursive: true, mode: 0o755 });
    await chmod(SHARED_PLACE, 0o755);
    await copyReadable(from, draft);
    await rename(draft, to);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    if (existsSync(to)) return;
    throw new OperatorError(`Cannot copy PostgreSQL to ${to}: ${messageOf(cause)}`, { cause });
  }
}

/** Copies a folder such that everybody may read it and run what its owner may run. */
async function copyReadable(from: string, to: string): Promise<void> {
  await mkdir(to);
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) await copyReadable(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await copyReadableFile(source, target);
  }
}

async function copyReadableFile(source: string, target: string): Promise<void> {
  const { mode } = await stat(source);
  await copyFile(source, target);
  await chmod(target, mode & 0o100 ? 0o755 : 0o644);
}

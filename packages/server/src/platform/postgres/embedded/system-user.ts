import { statSync } from 'node:fs';
import { OperatorError } from '../../../kernel/index.ts';
import { messageOf, runProgram, type SystemUser } from './run-program.ts';

const NAME = 'postgres';

/**
 * PostgreSQL refuses to run as root: root runs it as the owner of the data or, for new data, as the
 * user `postgres`, who is created when there is none. Everybody else runs it as themselves: null.
 */
export async function chooseSystemUser(dataFolder: string): Promise<SystemUser | null> {
  const owner = ownerOf(dataFolder);
  const uid = process.getuid?.();
  if (uid === 0) return owner !== null && owner.uid !== 0 ? owner : await findOrCreateUser();
  if (owner !== null && uid !== undefined && owner.uid !== uid) {
    throw new OperatorError(
      `The database in ${dataFolder} belongs to user ${owner.uid}, not to you (${uid}): start Tollgate as that user or as root`,
    );
  }
  return null;
}

function ownerOf(folder: string): SystemUser | null {
  const stats = statSync(folder, { throwIfNoEntry: false });
  return stats === undefined ? null : { uid: stats.uid, gid: stats.gid };
}

async function findOrCreateUser(): Promise<SystemUser> {
  return (await findUser()) ?? (await createUser());
}

async function findUser(): Promise<SystemUser | null> {
  try {
    const [uid, gid] = await Promise.all([
      runProgram('id', ['-u', NAME], { user: null }),
      runProgram('id', ['-g', NAME], { user: null }),
    ]);
    return { uid: Number(uid), gid: Number(gid) };
  } catch {
    return null;
  }
}

async function createUser(): Promise<SystemUser> {
  try {
    await runProgram('groupadd', ['--system', '--force', NAME], { user: null });
    await runProgram(
      'useradd',
      ['--system', '--gid', NAME, '--no-create-home', '--shell', '/usr/sbin/nologin', NAME],
      { user: null },
    );
  } catch (cause) {
    throw refusal(messageOf(cause), cause);
  }
  const user = await findUser();
  if (user === null) throw refusal('it is not there after its creation', null);
  return user;
}

function refusal(reason: string, cause: unknown): OperatorError {
  return new OperatorError(
    `PostgreSQL cannot run as root and the system user ${NAME} cannot be created (${reason}): start Tollgate as another user, or set DATABASE_URL`,
    { cause },
  );
}

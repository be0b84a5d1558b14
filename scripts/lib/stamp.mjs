import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from './paths.mjs';

/**
 * A hash over the names and contents of files. Paths may be folders, which count with everything in
 * them except symbolic links and what `isIgnored` says of a name, and may be missing.
 */
export function hashOf(paths, { isIgnored = () => false, extra = [] } = {}) {
  const hash = createHash('sha256');
  for (const text of extra) hash.update(`${text}\0`);
  for (const file of paths.flatMap((path) => filesUnder(path, isIgnored)).sort()) {
    hash
      .update(`${relative(ROOT, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

export function isStamped(stampFile, hash) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8').trim() === hash;
}

export function writeStamp(stampFile, hash) {
  writeFileSync(stampFile, `${hash}\n`);
}

function filesUnder(path, isIgnored) {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isFile()) return [path];
  if (!stats?.isDirectory()) return [];
  const names = readdirSync(path).filter((name) => !isIgnored(name));
  return names.flatMap((name) => filesUnder(join(path, name), isIgnored));
}

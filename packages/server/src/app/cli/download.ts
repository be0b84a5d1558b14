import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { OperatorError } from '../../kernel/index.ts';
import type { Remote } from './remote.ts';

/** A file of the server, to a file here or to standard output. */
export async function download(remote: Remote, path: string, output?: string): Promise<void> {
  const body = await remote.download(path);
  const to = output === undefined ? process.stdout : createWriteStream(output);
  // Standard output belongs to the process and is not ours to end.
  const toHere = output === undefined;
  try {
    await pipeline(Readable.from(body), to, { end: !toHere });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (toHere && code === 'EPIPE') return;
    throw new OperatorError(`The file is not whole: ${message}`, { cause });
  }
}

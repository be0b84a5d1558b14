import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Remote } from './remote.ts';

/** A file of the server, to a file here or to standard output. */
export async function download(remote: Remote, path: string, output?: string): Promise<void> {
  const body = await remote.download(path);
  const to = output === undefined ? process.stdout : createWriteStream(output);
  // Standard output belongs to the process and is not ours to end.
  await pipeline(Readable.from(body), to, { end: output !== undefined });
}

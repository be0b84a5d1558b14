import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const NOTHING = Buffer.alloc(0);
const NAME = /^(\d{12})\.journal$/;

/** One file of the journal. Only the newest is written; older ones are read until nobody needs them. */
export interface Segment {
  readonly number: number;
  readonly path: string;
  /** Bytes known to be on file: never past a half-written record. */
  sizeBytes: number;
}

export async function listSegments(directory: string): Promise<Segment[]> {
  const segments: Segment[] = [];
  for (const name of (await readdir(directory)).sort()) {
    const match = NAME.exec(name);
    if (match === null) continue;
    const path = join(directory, name);
    segments.push({ number: Number(match[1]), path, sizeBytes: (await stat(path)).size });
  }
  return segments;
}

export async function createSegment(
  directory: string,
  number: number,
): Promise<{ segment: Segment; file: FileHandle }> {
  const path = join(directory, `${String(number).padStart(12, '0')}.journal`);
  const file = await open(path, 'ax', 0o600);
  await syncDirectory(directory);
  return { segment: { number, path, sizeBytes: 0 }, file };
}

export async function deleteSegment(segment: Segment): Promise<void> {
  await rm(segment.path, { force: true });
}

/** Whole lines between two places, up to about `maxBytes`; always at least one line when one is there. */
export async function readLines(
  segment: Segment,
  { offset, until, maxBytes }: { offset: number; until: number; maxBytes: number },
): Promise<{ lines: Buffer; nextOffset: number }> {
  if (offset >= until) return { lines: NOTHING, nextOffset: offset };
  const file = await open(segment.path, 'r');
  try {
    for (let wanted = maxBytes; ; wanted *= 2) {
      const length = Math.min(wanted, until - offset);
      const buffer = Buffer.allocUnsafe(length);
      const { bytesRead } = await file.read(buffer, 0, length, offset);
      const end = buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
      if (end > 0) return { lines: buffer.subarray(0, end), nextOffset: offset + end };
      if (bytesRead < wanted) return { lines: NOTHING, nextOffset: offset };
    }
  } finally {
    await file.close();
  }
}

export function splitLines(lines: Buffer): string[] {
  return lines.toString('utf8', 0, lines.length - 1).split('\n');
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  await handle.sync();
  await handle.close();
}

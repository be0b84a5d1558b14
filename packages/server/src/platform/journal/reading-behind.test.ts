import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Journal } from './index.ts';

/** Runs between a read of a segment and what the reader makes of it, where nobody can look otherwise. */
const afterRead = vi.hoisted(() => ({ run: async (): Promise<void> => undefined }));

vi.mock('./segment.ts', async (original) => {
  const segment = await original<typeof import('./segment.ts')>();
  return {
    ...segment,
    readLines: async (...request: Parameters<typeof segment.readLines>) => {
      const lines = await segment.readLines(...request);
      await afterRead.run();
      return lines;
    },
  };
});

let directory: string;
let journal: Journal;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'journal-'));
  const options = {
    directory,
    durability: 'process',
    maxBytes: 1 << 30,
    segmentBytes: 200,
  } as const;
  ({ journal } = await Journal.open(options));
});
afterEach(async () => {
  await journal.close();
  rmSync(directory, { recursive: true });
});

test('records that fill a segment while its end is being read are not deleted with it', async () => {
  afterRead.run = async () => {
    afterRead.run = async () => undefined;
    for (let index = 0; index < 20; index += 1)
      await journal.settle(`late-${index}`, String(index));
  };
  const read: string[] = [];
  for (let batch = await journal.nextBatch(); batch !== null; batch = await journal.nextBatch()) {
    read.push(...batch.records.jsons);
    await journal.acknowledge(batch);
  }
  expect(read).toEqual(Array.from({ length: 20 }, (_, index) => String(index)));
});

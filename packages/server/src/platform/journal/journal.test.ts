import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Journal, type JournalOptions } from './index.ts';

let directory: string;
let opened: Journal[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'journal-'));
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map((journal) => journal.close()));
  rmSync(directory, { recursive: true, force: true });
});

/** Opening a second journal on the directory stands for a restart after the first one's process died. */
async function openJournal(options: Partial<JournalOptions> = {}) {
  const result = await Journal.open({
    directory,
    durability: 'process',
    maxBytes: 1 << 30,
    ...options,
  });
  opened.push(result.journal);
  return result;
}

async function readAll(journal: Journal): Promise<string[]> {
  const jsons: string[] = [];
  for (let batch = await journal.nextBatch(); batch !== null; batch = await journal.nextBatch()) {
    jsons.push(...batch.records.jsons);
    await journal.acknowledge(batch);
  }
  return jsons;
}

const filesOf = () => readdirSync(directory).filter((name) => name.endsWith('.journal'));

describe('journal', () => {
  test('settled records come back once, in order, across segments', async () => {
    const { journal } = await openJournal({ segmentBytes: 200 });
    const jsons = Array.from({ length: 100 }, (_, index) =>
      JSON.stringify({ index, text: 'ü\n"' }),
    );
    for (const [index, json] of jsons.entries()) {
      await journal.open(`call-${index}`, '{}');
      await journal.settle(`call-${index}`, json);
    }
    expect(filesOf().length).toBeGreaterThan(10);
    expect(await readAll(journal)).toEqual(jsons);
    expect(filesOf()).toHaveLength(1);
    await journal.close();
    expect(filesOf()).toHaveLength(0);
  });

  test('what was settled and not acknowledged is there after a restart', async () => {
    const first = await openJournal();
    await first.journal.settle('a', '"a"');
    await first.journal.settle('b', '"b"');
    await first.journal.nextBatch();
    const second = await openJournal();
    expect(second.abandoned).toEqual([]);
    expect(await readAll(second.journal)).toEqual(['"a"', '"b"']);
  });

  test('a call opened and never settled is reported as abandoned, with what it was opened with', async () => {
    const first = await openJournal();
    await first.journal.open('lost', '{"worst":"case"}');
    await first.journal.open('done', '{}');
    await first.journal.settle('done', '1');
    const second = await openJournal();
    expect(second.abandoned).toEqual([{ id: 'lost', json: '{"worst":"case"}' }]);
  });

  test('a call that outlives its segment keeps its opening record', async () => {
    const first = await openJournal({ segmentBytes: 100 });
    await first.journal.open('long', '"long"');
    for (let index = 0; index < 50; index += 1) await first.journal.settle(`call-${index}`, '0');
    await readAll(first.journal);
    const second = await openJournal();
    expect(second.abandoned).toEqual([{ id: 'long', json: '"long"' }]);
  });

  test('a torn last record is dropped and nothing before it', async () => {
    const first = await openJournal();
    await first.journal.settle('a', '"a"');
    const [file = ''] = filesOf();
    const whole = readFileSync(join(directory, file));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: whole.length - 1 }), async (cut) => {
        for (const name of filesOf()) rmSync(join(directory, name));
        writeFileSync(join(directory, file), Buffer.concat([whole, whole.subarray(0, cut)]));
        const { journal } = await openJournal();
        expect(await readAll(journal)).toEqual(['"a"']);
        await journal.close();
      }),
      { numRuns: 30 },
    );
  });

  test('a damaged record in the middle is set aside and the rest is read', async () => {
    const faults: string[] = [];
    const first = await openJournal();
    await first.journal.settle('a', '"a"');
    const [file = ''] = filesOf();
    appendFileSync(join(directory, file), 'deadbeef S b "b"\n');
    await first.journal.settle('c', '"c"');
    const second = await openJournal({ onFault: (fault) => fault && faults.push(fault.message) });
    expect(await readAll(second.journal)).toEqual(['"a"', '"c"']);
    expect(faults.join()).toContain('damaged');
    expect(readFileSync(join(directory, 'damaged.txt'), 'utf8')).toContain('deadbeef');
  });

  test('at its bound it stops accepting, still settles, and accepts again once shipped', async () => {
    const { journal } = await openJournal({ maxBytes: 300, segmentBytes: 100 });
    while (journal.stats().accepting) await journal.open('x', '{}');
    await journal.settle('x', '"x"');
    expect(journal.stats().accepting).toBe(false);
    expect(await readAll(journal)).toEqual(['"x"']);
    expect(journal.stats().accepting).toBe(true);
  });

  test('reading while segments fill up and new ones begin misses nothing', async () => {
    const { journal } = await openJournal({ segmentBytes: 300 });
    const written: string[] = [];
    const read: string[] = [];
    let writing = true;
    const writer = async () => {
      for (let round = 0; round < 400; round += 1) {
        const jsons = Array.from({ length: 5 }, (_, index) => `"${round}-${index}"`);
        await Promise.all(jsons.map((json) => journal.settle(json, json)));
        written.push(...jsons);
      }
      writing = false;
    };
    const reader = async () => {
      while (writing) {
        await journal.waitForRecords(60_000);
        read.push(...(await readAll(journal)));
      }
      read.push(...(await readAll(journal)));
    };
    await Promise.all([writer(), reader()]);
    expect(read.length).toBe(written.length);
    expect(new Set(read)).toEqual(new Set(written));
  });

  test('whether records come from memory or from the files makes no difference to the reader', async () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ write: fc.integer({ min: 1, max: 8 }) }) },
      fc.record({ read: fc.integer({ min: 1, max: 400 }), acknowledge: fc.boolean() }),
    );
    const sizes = fc.record({ recentBytes: fc.nat(600), segmentBytes: fc.nat(600) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), sizes, async (steps, options) => {
        const { journal } = await openJournal(options);
        const written: string[] = [];
        const read: string[] = [];
        for (const each of steps) {
          if ('write' in each) {
            const jsons = Array.from(
              { length: each.write },
              (_, i) => `"é客${written.length + i}"`,
            );
            written.push(...jsons);
            await Promise.all(jsons.map((json) => journal.open(json, '{}')));
            await Promise.all(jsons.map((json) => journal.settle(json, json)));
          } else {
            const batch = await journal.nextBatch(each.read);
            if (batch === null || !each.acknowledge) continue;
            read.push(...batch.records.jsons);
            await journal.acknowledge(batch);
          }
        }
        read.push(...(await readAll(journal)));
        expect(read).toEqual(written);
        await journal.close();
        expect(filesOf()).toHaveLength(0);
      }),
      { numRuns: 60 },
    );
  });

  test('a thousand concurrent appends are all on file when their promises resolve', async () => {
    const { journal } = await openJournal();
    await Promise.all(Array.from({ length: 1000 }, (_, i) => journal.settle(`c${i}`, String(i))));
    const text = filesOf()
      .map((file) => readFileSync(join(directory, file), 'utf8'))
      .join('');
    expect(text.trimEnd().split('\n')).toHaveLength(1000);
  });

  test('waiting ends when a record is settled', async () => {
    const { journal } = await openJournal();
    const woken = journal.waitForRecords(60_000);
    await journal.settle('a', '1');
    await woken;
  });
});

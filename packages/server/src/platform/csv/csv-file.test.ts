import { finished } from 'node:stream/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCsv } from '../../../test/testkit/read-csv.ts';
import { csvFile, jsonLinesFile } from './csv-file.ts';
import { ExportLimit } from './export-limit.ts';

async function* endless() {
  for (;;) yield Array.from({ length: 100 }, () => ({ a: 'x'.repeat(100) }));
}

const make = () => csvFile('a.csv', ['a'], endless());

test('no more files than allowed are made at a time, and a reader that leaves makes room', async () => {
  const limit = new ExportLimit(2);
  const files = [limit.admit(make), limit.admit(make)];
  expect(limit.admit(make)).toBeNull();
  const body = files[0]?.body;
  body?.destroy();
  if (body !== undefined) await finished(body).catch(() => undefined);
  expect(limit.admit(make)).not.toBeNull();
});

test.each([
  ['csv', (batches: AsyncIterable<{ a: string }[]>) => csvFile('a.csv', ['a'], batches)],
  ['jsonl', (batches: AsyncIterable<{ a: string }[]>) => jsonLinesFile('a.jsonl', batches)],
])(
  '%s: of an endless file, one batch waits beside what the reader has, however slow it is',
  async (_, file) => {
    let made = 0;
    const left = Promise.withResolvers<void>();
    async function* batches() {
      try {
        for (;;) {
          made += 1;
          yield Array.from({ length: 100 }, () => ({ a: 'x'.repeat(1_000) }));
        }
      } finally {
        left.resolve();
      }
    }
    const { body } = file(batches());
    let taken = 0;
    for await (const _chunk of body) {
      taken += 1;
      expect(made - taken).toBeLessThanOrEqual(1);
      if (taken === 20) break;
    }
    await left.promise;
  },
);

test('any text comes back from a file as it went in', async () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.string({ unit: fc.constantFrom(...'",\r\n x'), maxLength: 8 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ a: cell, b: cell }), { maxLength: 4 }), async (rows) => {
      const { body } = csvFile('a.csv', ['a', 'b'], inBatches([rows, [], rows]));
      expect(readCsv((await body.setEncoding('utf8').toArray()).join(''))).toEqual([
        ...rows,
        ...rows,
      ]);
    }),
    { numRuns: 30 },
  );
});

async function* inBatches<Row>(batches: Row[][]) {
  yield* batches;
}

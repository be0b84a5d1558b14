import { finished } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { csvFile } from './csv-file.ts';
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

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const BENCH = fileURLToPath(new URL('../../../../bench/mixed-calls.mjs', import.meta.url));
const ROWS =
  'attempts|usage reports|input tokens|of them cached|output tokens|cost, pico-dollars|left open|bugs';

/** The same as the 100,000 calls of `bench/README.md`, with fewer: it runs the built server. */
test('the record of a thousand mixed calls is the provider’s own books, to the last token', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [BENCH, '--calls', '1000']);
  const rows = stdout.matchAll(/^\| +(.+?) +\| +(\d+) \| +(\d+) \| +(-?\d+) \|$/gm);
  const found = Array.from(rows, ([, name = '', books, recorded, difference]) => {
    expect([name, recorded, difference]).toEqual([name, books, '0']);
    return name;
  });
  expect(found).toEqual(ROWS.split('|'));
  expect(stdout).toMatch(/^\| attempts +\| +1\d{3} /m);
}, 120_000);

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool } from '../../src/platform/postgres/index.ts';
import { createTestDatabase, type TestDatabase } from '../testkit/postgres.ts';
import { setTestPrice } from '../testkit/set-price.ts';

const CLI = fileURLToPath(new URL('../../dist/app/cli.js', import.meta.url));
const run = promisify(execFile);

let database: TestDatabase;
let directory: string;

beforeAll(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), 'price-'));
  const pool = createPool(database.url);
  const from = new Date('2026-05-01T00:00:00Z');
  await setTestPrice(pool, 'openai/gpt-4o', { input: '0.000001', output: '0.000002' }, { from });
  await pool.end();
});
afterAll(async () => {
  await database.drop();
  await rm(directory, { recursive: true });
});

/** What the command prints, and its exit code. */
async function price(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL: database.url,
    TOLLGATE_DATA_DIR: directory,
  };
  try {
    const { stdout, stderr } = await run(process.execPath, [CLI, 'price', ...args], {
      env,
      cwd: directory,
    });
    return { code: 0, stdout, stderr };
  } catch (fault) {
    const { code, stdout, stderr } = fault as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

const USED = ['--input', '1200', '--cached', '800', '--output', '300'];

test('prints every term of the amount, and where the price was found', async () => {
  const { stdout } = await price('openai/gpt-4o', ...USED, '--at', '2026-03-01');
  expect(stdout.split('\n')).toEqual([
    'openai/gpt-4o at 2026-03-01T00:00:00.000Z',
    expect.stringMatching(/^price version: genai-prices@\d.*:openai\/gpt-4o#[0-9a-f]+$/),
    '',
    'custom     openai/gpt-4o  -',
    'import     openai/gpt-4o  -',
    'catalogue  openai/gpt-4o  found',
    '',
    '              quantity         price  amount',
    'input              400   $2.5 per 1M  $0.001',
    'cached_input       800  $1.25 per 1M  $0.001',
    'output             300    $10 per 1M  $0.003',
    'total                                 $0.005',
    '',
  ]);
});

test('a price that was set is in force from its date on', async () => {
  const { stdout } = await price('openai/gpt-4o', ...USED, '--at', '2026-05-01', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    amount: '0.0018',
    priceVersion: expect.stringMatching(/^custom:openai\/gpt-4o#/),
    steps: [{ layer: 'custom', found: expect.any(String) }],
  });
});

test('a model of the configuration goes by its name', async () => {
  const { stdout } = await price('sim/gpt-4o', ...USED, '--at', '2026-03-01', '--json');
  expect(JSON.parse(stdout).steps).toMatchObject([
    { layer: 'config', subject: 'sim/gpt-4o as sim/gpt-4o' },
    { layer: 'custom', subject: 'sim/gpt-4o' },
    { layer: 'custom', subject: 'openai/gpt-4o' },
    { layer: 'import', subject: 'sim/gpt-4o' },
    { layer: 'import', subject: 'openai/gpt-4o' },
    { layer: 'catalogue', subject: 'openai/gpt-4o' },
  ]);
});

test.each([
  [['openai/no-such-model'], 'Nothing has a price for openai/no-such-model'],
  [['no-such-model'], 'There is no model no-such-model'],
  [['openai/gpt-4o', '--input', '1.5'], '--input: "1.5" is not a number of tokens'],
  [
    ['openai/gpt-4o', '--input', '1', '--cached', '2'],
    '--cached and --cache-write are part of --input',
  ],
  [['openai/gpt-4o', '--at', 'yesterday'], '--at: "yesterday" is not a day'],
])('%j fails and says why', async (args, message) => {
  const { code, stderr } = await price(...args);
  expect(code).toBe(1);
  expect(stderr).toContain(message);
});

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool, type Pool } from '../../src/platform/postgres/index.ts';
import { createTestDatabase, type TestDatabase } from '../testkit/postgres.ts';

const CLI = fileURLToPath(new URL('../../dist/app/cli.js', import.meta.url));
/** 300 entries that have every field of LiteLLM's price map. */
const FILE = fileURLToPath(new URL('../pricing/litellm-prices.json', import.meta.url));
const run = promisify(execFile);

let database: TestDatabase;
let directory: string;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), 'import-prices-'));
  pool = createPool(database.url);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
  await rm(directory, { recursive: true });
});

async function price(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL: database.url,
    TOLLGATE_DATA_DIR: directory,
  };
  const options = { env, cwd: directory, maxBuffer: 32 * 1024 * 1024 };
  try {
    return { code: 0, ...(await run(process.execPath, [CLI, 'price', ...args], options)) };
  } catch (fault) {
    const { code, stdout, stderr } = fault as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

const json = async (...args: string[]) => JSON.parse((await price(...args, '--json')).stdout);

/** Versions that the book has of imported files. */
async function imported(): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "select count(*)::int as count from price_version where name like 'litellm:%'",
  );
  return rows[0]?.count ?? -1;
}

async function fileOf(name: string, models: object): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, JSON.stringify(models));
  return path;
}

const model = (input: number) => ({
  litellm_provider: 'openai',
  input_cost_per_token: input,
  output_cost_per_token: 4e-6,
});
const BEFORE = '2020-01-01';

test('a dry run accounts for every entry and field, and writes no price', async () => {
  await price('import', FILE, '--dry-run');
  expect(await imported()).toBe(0);
  const { state, added, changed, report } = await json('import', FILE, '--dry-run');
  expect({ state, changed, entries: report.entries }).toEqual({
    state: 'DRY RUN',
    changed: 0,
    entries: 300,
  });
  expect(added).toBeGreaterThan(200);
  expect(report.priced + report.unpriced.length).toBe(300);
  for (const { field, use, why } of report.fields) {
    expect([field, why !== null]).toEqual([field, use === 'left out']);
  }
});

test('imported, each price is a version of the book with its source, and the next time there is nothing to do', async () => {
  const first = await json('import', FILE);
  expect(first.state).toBe('APPROVED');
  expect(await imported()).toBe(first.added);
  const { rows } = await pool.query(
    "select distinct layer, source, state from price_update where layer = 'import'",
  );
  expect(rows).toEqual([
    { layer: 'import', source: 'litellm: litellm-prices.json', state: 'APPROVED' },
  ]);
  await price('import', FILE);
  expect(await imported()).toBe(first.added);
  expect(await json('import', FILE, '--dry-run')).toMatchObject({ added: 0, changed: 0 });
});

test('an imported price goes before the catalogue, exactly as its text says', async () => {
  const path = await fileOf('own.json', { 'gpt-4o': model(2.4e-6) });
  expect((await price('import', path)).stdout).toContain('1 new, 0 changed');
  const quote = await json('openai/gpt-4o', '--input', '1000000', '--at', BEFORE);
  expect(quote).toMatchObject({
    amount: '2.4',
    priceVersion: expect.stringMatching(/^litellm:openai\/gpt-4o#/),
  });
});

test('a changed price holds from the import on: what was called before keeps its own', async () => {
  const path = await fileOf('own.json', { 'gpt-4o': model(3e-6) });
  expect(await json('import', path)).toMatchObject({ state: 'APPROVED', added: 0, changed: 1 });
  const args = ['openai/gpt-4o', '--input', '1000000'];
  expect((await json(...args, '--at', BEFORE)).amount).toBe('2.4');
  expect((await json(...args)).amount).toBe('3');
});

test('proposed, it waits; imported after all, it does not', async () => {
  const path = await fileOf('later.json', { 'gpt-4o': model(5e-6) });
  expect((await json('import', path, '--propose')).state).toBe('PENDING');
  expect((await json('openai/gpt-4o', '--input', '1000000')).amount).toBe('3');
  expect((await json('import', path)).state).toBe('APPROVED');
  expect((await json('openai/gpt-4o', '--input', '1000000')).amount).toBe('5');
});

test('what was rejected is not brought in by asking again', async () => {
  const path = await fileOf('never.json', { 'gpt-4o': model(9e-6) });
  await price('import', path, '--propose');
  await pool.query(
    "update price_update set state = 'REJECTED', decided_at = now(), decided_by = 'me' where state = 'PENDING'",
  );
  const { code, stderr } = await price('import', path);
  expect([code, stderr]).toEqual([1, expect.stringContaining('were rejected before')]);
  expect((await json('openai/gpt-4o', '--input', '1000000')).amount).toBe('5');
});

test.each([
  ['not json', 'the file is not JSON'],
  ['[]', 'must be a JSON object'],
])('a file that holds %j is refused', async (text, message) => {
  const path = join(directory, 'bad.json');
  await writeFile(path, text);
  const { code, stderr } = await price('import', path);
  expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
});

test('so is one that is not there', async () => {
  const { code, stderr } = await price('import', 'nowhere.json');
  expect([code, stderr]).toEqual([1, expect.stringContaining('cannot be read')]);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testkit/postgres.ts';
import { startTollgate } from '../testkit/start-tollgate.ts';

const CLI = fileURLToPath(new URL('../../dist/app/cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'startup-'));
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

/** Runs the built program until it ends by itself. */
async function run(env: NodeJS.ProcessEnv, command = 'serve') {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [CLI, command], {
    cwd: folder,
    env: {
      PATH,
      TOLLGATE_LOG_LEVEL: 'silent',
      TOLLGATE_DATA_DIR: folder,
      DATABASE_URL: database.url,
      ...env,
    },
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, stderr };
}

describe('a start that cannot succeed ends with one clear line', () => {
  test('a taken port', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as { port: number };
    const { code, stderr } = await run({ TOLLGATE_PORT: String(port) });
    blocker.close();
    expect(stderr).toBe(
      `tollgate: Port ${port} is already in use; set TOLLGATE_PORT to another one\n`,
    );
    expect(code).toBe(1);
  });

  test('an unreachable database', async () => {
    const { code, stderr } = await run({
      DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:9/none',
    });
    expect(stderr).toBe('tollgate: Cannot reach the database: connect ECONNREFUSED 127.0.0.1:9\n');
    expect(code).toBe(1);
  });

  test('a wrong configuration, with a line for each problem of every kind', async () => {
    const config = join(folder, 'wrong.yaml');
    writeFileSync(
      config,
      `model_list:
  - model_name: a
    litellm_params: { model: nobody/x }
  - model_name: b
    litellm_params: { model: openai/b, api_key: os.environ/NOT_SET }
    model_info: { input_cost_per_token: cheap, input_cost_per_parsec: 1 }
`,
    );
    const { code, stderr } = await run({ TOLLGATE_CONFIG: config, TOLLGATE_PORT: 'x' });
    expect(stderr.split('\n')).toEqual([
      `tollgate: The configuration is wrong (${config}):`,
      '  - TOLLGATE_PORT: must be a port number',
      '  - model_list[1].litellm_params.api_key: the environment variable NOT_SET is not set',
      '  - model_list[0].litellm_params.api_base: is needed for the provider "nobody"',
      expect.stringContaining(
        'model_list[1].model_info.input_cost_per_token: "cheap" is not a number',
      ),
      expect.stringContaining(
        'model_list[1].model_info.input_cost_per_parsec: no price of this kind',
      ),
      '',
    ]);
    expect(code).toBe(1);
  });

  test('a data folder that another server has', async () => {
    const first = await startTollgate();
    const { code, stderr } = await run({ TOLLGATE_DATA_DIR: first.dataDir });
    await first.stop();
    expect(stderr).toContain(`Another Tollgate is running in ${first.dataDir}`);
    expect(code).toBe(1);
  });
});

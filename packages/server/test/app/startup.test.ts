import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testkit/postgres.ts';
import { runCli } from '../testkit/run-cli.ts';
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

  test('a configuration that is a folder, as Docker makes one of a missing file', async () => {
    const { code, stderr } = await run({ TOLLGATE_CONFIG: folder });
    expect(stderr).toBe(
      `tollgate: The configuration file ${folder} cannot be read: EISDIR: illegal operation on a directory, read\n`,
    );
    expect(code).toBe(1);
  });

  test('an address that is not of this machine', async () => {
    const { code, stderr } = await run({ TOLLGATE_HOST: '192.0.2.1', TOLLGATE_PORT: '0' });
    expect(stderr).toBe('tollgate: listen EADDRNOTAVAIL: address not available 192.0.2.1\n');
    expect(code).toBe(1);
  });

  test('a data folder in which no journal can be', async () => {
    const other = mkdtempSync(join(folder, 'other-'));
    writeFileSync(join(other, 'journal'), '');
    const { code, stderr } = await run({ TOLLGATE_DATA_DIR: other });
    expect(stderr).toMatch(/^tollgate: EEXIST: file already exists, mkdir '.*journal'\n$/);
    expect(code).toBe(1);
  });

  test('a database that may only be read', async () => {
    const readOnly = `${database.url}?options=-c%20default_transaction_read_only%3Don`;
    const { code, stderr } = await run({ DATABASE_URL: readOnly });
    expect(stderr).toMatch(
      /^tollgate: The database: cannot execute .* in a read-only transaction\n$/,
    );
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

test('settings that are not used are named, in the log and by the import', async () => {
  const config = join(folder, 'unused.yaml');
  writeFileSync(
    config,
    `model_list:
  - { model_name: a, litellm_params: { model: sim/a, rpm: 5, temperature: 1, input_cost_per_token: 1 } }
  - { model_name: b, litellm_params: { model: sim/b, rpm: 5 }, model_info: { mode: chat } }
general_settings: { alerting: [slack], enforce_user_param: true }
litellm_settings: { callbacks: [langfuse], num_retries: 1 }
router_settings: { redis_host: cache }
environment_variables: { A: b }
`,
  );
  const names = [
    'environment_variables',
    'general_settings.alerting',
    'litellm_settings.callbacks',
    'router_settings.redis_host',
    'litellm_params.rpm',
    'litellm_params.temperature',
  ];
  const server = await startTollgate({ config });
  await server.stop();
  const [warning] = server.output().split('\n');
  expect(JSON.parse(warning ?? '')).toMatchObject({
    msg: 'settings that Tollgate does not use',
    settings: names,
  });
  const imported = await runCli(server.url, ['import', 'litellm', '--config', config]);
  expect(imported.stdout).toContain(`Not used: ${names.join(', ')}.\n`);
});

test('the import says what is wrong with a file, as the server would', async () => {
  const config = join(folder, 'patterns.yaml');
  writeFileSync(
    config,
    `model_list:
  - { model_name: 'anthropic/*', litellm_params: { model: 'anthropic/*', api_key: key } }
  - { model_name: 'mine-*', litellm_params: { model: 'openai/*-*', api_key: key } }
  - { model_name: '*', litellm_params: { model: '*', api_key: key } }
  - { model_name: a, litellm_params: { model: nobody/a } }
`,
  );
  const problems = [
    '  - model_list[1].litellm_params.model: "openai/*-*" must have as many * as "mine-*", or none',
    '  - model_list[2].litellm_params.model: with "*" a key or an address would be for whatever provider a caller names: give them to an entry that names its provider',
    '  - model_list[3].litellm_params.api_base: is needed for the provider "nobody"',
  ];
  for (const stderr of [
    (await run({ TOLLGATE_CONFIG: config })).stderr,
    (await runCli('', ['import', 'litellm', '--config', config])).stderr,
  ]) {
    expect(stderr.split('\n').slice(1, -1)).toEqual(problems);
  }
});

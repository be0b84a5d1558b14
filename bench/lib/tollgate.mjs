import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, startPinned, untilReachable } from './child.mjs';

const CLI = fileURLToPath(new URL('../../packages/server/dist/app/cli.js', import.meta.url));
const KEY = 'sk-bench-0123456789abcdef';

/**
 * The built server on one core, metering, with a model for each of the upstreams (`models` maps a name
 * to an `api_base`). TOLLGATE_NODE_OPTIONS are given to its Node, a profiler for instance.
 */
export async function startTollgate({ core, models, databaseUrl, nodeOptions = [] }) {
  const folder = await mkdtemp(join(tmpdir(), 'tollgate-bench-'));
  const port = await freePort();
  const config = join(folder, 'config.yaml');
  await writeFile(config, configuration(models));
  const givenOptions = (process.env.TOLLGATE_NODE_OPTIONS ?? '').split(' ').filter(Boolean);
  const child = await startPinned({
    core,
    command: process.execPath,
    args: [...nodeOptions, ...givenOptions, CLI, 'serve'],
    env: {
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      TOLLGATE_CONFIG: config,
      TOLLGATE_DATA_DIR: join(folder, 'data'),
      TOLLGATE_HOST: '127.0.0.1',
      TOLLGATE_PORT: String(port),
      TOLLGATE_MASTER_KEY: KEY,
      TOLLGATE_ADMIN_PASSWORD: 'bench bench bench',
    },
  });
  const origin = `http://127.0.0.1:${port}`;
  await untilReachable(`${origin}/health/ready`);
  return {
    pid: child.pid,
    origin,
    key: KEY,
    output: child.output,
    async stop() {
      await child.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configuration(models) {
  const entries = Object.entries(models).map(
    ([name, apiBase]) => `
  - model_name: ${name}
    litellm_params: { model: openai/${name}, api_base: "${apiBase}", api_key: x }
    model_info: { input_cost_per_token: 0.000001, output_cost_per_token: 0.000002 }`,
  );
  return `model_list:${entries.join('')}\n`;
}

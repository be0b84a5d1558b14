import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';

/** A configuration file with the model `metered` of this upstream. `settings` is YAML of `tollgate_settings`. */
export async function writeConfig(
  upstreamUrl: string,
  settings = '{}',
): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'tollgate-config-'));
  const path = join(folder, 'config.yaml');
  await writeFile(
    path,
    `model_list:
  - model_name: metered
    litellm_params: { model: openai/metered, api_base: "${upstreamUrl}", api_key: x }
    model_info: { input_cost_per_token: 0.000001, output_cost_per_token: 0.000002 }
tollgate_settings: ${settings}
`,
  );
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface Readiness {
  readonly httpStatus: number;
  readonly status: string;
  readonly checks: {
    readonly database: string;
    readonly journal: {
      readonly unshippedBytes: number;
      readonly openCalls: number;
      readonly accepting: boolean;
    };
  };
}

export async function readiness(url: string): Promise<Readiness> {
  const answer = await fetch(`${url}/health/ready`);
  return { httpStatus: answer.status, ...((await answer.json()) as Omit<Readiness, 'httpStatus'>) };
}

/** Waits until every settled call is in the database. */
export async function untilShipped(url: string): Promise<void> {
  await expect
    .poll(async () => (await readiness(url)).checks.journal, { timeout: 60_000 })
    .toMatchObject({ unshippedBytes: 0, openCalls: 0 });
}

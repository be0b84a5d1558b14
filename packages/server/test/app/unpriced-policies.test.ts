import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import { afterEach, expect, test } from 'vitest';
import { type RunningTollgate, startTollgate } from '../testkit/start-tollgate.ts';

/** One deployment for each policy, one that says nothing, and one that is free on purpose. */
const MODELS = `
model_list:
  - { model_name: refused, litellm_params: { model: sim/a-7b }, model_info: { unpriced: refuse } }
  - { model_name: flagged, litellm_params: { model: sim/b-7b }, model_info: { unpriced: flag } }
  - model_name: fallen-back
    litellm_params: { model: sim/c-7b }
    model_info:
      fallback_price: { input_cost_per_token: 0.000001, output_cost_per_token: 0.000002 }
  - { model_name: silent, litellm_params: { model: sim/d-7b } }
  - model_name: free
    litellm_params: { model: sim/e-7b, input_cost_per_token: 0, output_cost_per_token: 0 }
`;

const GLOBAL = {
  nothing: '',
  flag: 'tollgate_settings: { unpriced: flag }',
  fallback:
    'tollgate_settings: { fallback_price: { input_cost_per_token: 0.00001, output_cost_per_token: 0.00003 } }',
};

let folder: string;
let server: RunningTollgate;

afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(settings: string): Promise<OpenAI> {
  folder = await mkdtemp(join(tmpdir(), 'tollgate-policies-'));
  const config = join(folder, 'config.yaml');
  await writeFile(config, `${MODELS}${settings}\n`);
  server = await startTollgate({ config });
  return new OpenAI({ baseURL: `${server.url}/v1`, apiKey: server.masterKey, maxRetries: 0 });
}

/** What the caller is told: the code of a refusal, "unpriced", or the cost as a multiple of tokens. */
async function told(client: OpenAI, model: string): Promise<string> {
  const messages = [{ role: 'user' as const, content: 'Hello' }];
  try {
    const { data, response } = await client.chat.completions
      .create({ model, messages })
      .withResponse();
    const cost = response.headers.get('x-tollgate-response-cost');
    if (response.headers.get('x-tollgate-unpriced') === 'true' && cost === null) return 'unpriced';
    const { prompt_tokens: input = 0, completion_tokens: output = 0 } = data.usage ?? {};
    const micros = Math.round(Number(cost) * 1e6);
    if (micros === 0) return 'free';
    if (micros === input + 2 * output) return 'own fallback';
    return micros === 10 * input + 30 * output ? 'global fallback' : `${cost}`;
  } catch (fault) {
    if (fault instanceof OpenAI.APIError) return `${fault.status} ${fault.code}`;
    throw fault;
  }
}

const OWN = {
  refused: '400 model_not_priced',
  flagged: 'unpriced',
  'fallen-back': 'own fallback',
  free: 'free',
};

test.each([
  ['nothing', '400 model_not_priced'],
  ['flag', 'unpriced'],
  ['fallback', 'global fallback'],
] as const)(
  'with %s for all, a deployment that says nothing does that; others do as they say',
  async (settings, silent) => {
    const client = await start(GLOBAL[settings]);
    for (const [model, expected] of Object.entries({ ...OWN, silent })) {
      expect([model, await told(client, model)]).toEqual([model, expected]);
    }
  },
);

import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  deploymentConfig,
  type GatewayHarness,
  MASTER,
  startGateway,
} from '../testkit/gateway-harness.ts';

const TEAM = '0198c0de-0000-7000-8000-00000000000a';
const USER = '0198c0de-0000-7000-8000-00000000000b';

let harness: GatewayHarness;
beforeAll(async () => {
  harness = await startGateway({
    deployments: ['sim/test', 'sim/other'].map((modelName) => deploymentConfig({ modelName })),
    keys: {
      'sk-one': { ...MASTER, teamId: TEAM, userId: USER, models: ['sim/test'] },
      'sk-none': { ...MASTER, models: [] },
    },
  });
});
afterAll(() => harness.stop());

function call(key: string, path: string, body?: object): Promise<Response> {
  return fetch(`${harness.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const chat = (key: string, model: string) =>
  call(key, '/v1/chat/completions', { model, messages: [{ role: 'user', content: 'hi' }] });

test('a call is put down to the team and the owner of its key', async () => {
  expect((await chat('sk-one', 'sim/test')).status).toBe(200);
  expect(await harness.events()).toMatchObject([{ team_id: TEAM, user_id: USER }]);
});

test.each([
  ['sk-one', 'sim/other'],
  ['sk-one', 'no-such-model'],
  ['sk-none', 'sim/test'],
])(
  '%s may not use %s: refused in the form of OpenAI, and nothing is recorded',
  async (key, model) => {
    const response = await chat(key, model);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({
      error: { code: 'model_not_allowed', type: 'permission_error', param: 'model' },
    });
    expect(await harness.events()).toEqual([]);
  },
);

test('the form of Anthropic is kept too', async () => {
  const response = await call('sk-none', '/v1/messages', {
    model: 'sim/test',
    max_tokens: 1,
    messages: [{ role: 'user', content: 'hi' }],
  });
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({
    type: 'error',
    error: { type: 'permission_error', code: 'model_not_allowed' },
  });
});

test('a model named in the path is judged as well', async () => {
  const path = '/openai/deployments/sim%2Fother/chat/completions';
  expect((await call('sk-one', path, { messages: [] })).status).toBe(403);
});

test('GET /v1/models shows what the key may use, and no more', async () => {
  const list = (await (await call('sk-one', '/v1/models')).json()) as { data: { id: string }[] };
  expect(list.data.map(({ id }) => id)).toEqual(['sim/test']);
  expect((await call('sk-one', '/v1/models/sim/test')).status).toBe(200);
  expect((await call('sk-one', '/v1/models/sim/other')).status).toBe(404);
});

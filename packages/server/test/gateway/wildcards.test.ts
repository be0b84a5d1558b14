import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parsePico, Secret } from '../../src/kernel/index.ts';
import type { DeploymentConfig } from '../../src/platform/config/index.ts';
import { budget, rules } from '../testkit/budget-rules.ts';
import {
  deploymentConfig,
  type GatewayHarnessOptions,
  MASTER,
  MemoryResponses,
  startGateway,
} from '../testkit/gateway-harness.ts';
import { tokens } from '../testkit/gateway-pair.ts';
import { startScriptedUpstream, whole } from '../testkit/scripted-upstream.ts';

const ANSWER = whole(200, { choices: [], ...tokens(1_000, 100) });
const FAILS = whole(500, { error: { message: 'broken' } });

/** A gateway before one scripted upstream, at which every deployment has the published prices of its model. */
async function start(
  patterns: readonly (Partial<DeploymentConfig> & { readonly modelName: string })[],
  options: GatewayHarnessOptions = {},
) {
  const upstream = await startScriptedUpstream();
  upstream.will(ANSWER);
  const deployments = patterns.map((each) =>
    deploymentConfig({
      id: each.modelName,
      provider: 'openai',
      upstreamModel: '*',
      apiBase: upstream.baseUrl,
      settings: {},
      ...each,
    }),
  );
  const harness = await startGateway({ ...options, deployments });
  onTestFinished(async () => {
    await harness.stop();
    await upstream.stop();
  });
  const ask = (path: string, key = 'sk-test', init: RequestInit = {}) =>
    fetch(harness.url + path, { ...init, headers: { authorization: `Bearer ${key}` } });
  const chat = (model: string, body: object = {}, key = 'sk-test') =>
    ask('/v1/chat/completions', key, {
      method: 'POST',
      body: JSON.stringify({ model, messages: [], ...body }),
    });
  const listed = async (key = 'sk-test') => {
    const list = (await (await ask('/v1/models', key)).json()) as { data: { id: string }[] };
    return list.data.map(({ id }) => id);
  };
  const asked = () => upstream.seen.map(({ body }) => JSON.parse(body).model);
  return { upstream, harness, deployments, ask, chat, listed, asked };
}

const OPENAI = { modelName: 'openai/*' };

describe('a call for a name that a pattern takes in', () => {
  test('is a call of that model: its name, its price, its record', async () => {
    const { harness, chat, asked } = await start([OPENAI]);
    const answer = await chat('openai/gpt-4o');
    expect(answer.status).toBe(200);
    // 1000 × $2.50 and 100 × $10 per million.
    expect(answer.headers.get('x-tollgate-response-cost')).toBe('0.0035');
    expect(asked()).toEqual(['gpt-4o']);
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        model: 'openai/gpt-4o',
        provider: 'openai',
        upstream_model: 'gpt-4o',
        cost: '0.0035',
        charge: '0.0035',
        price_version: expect.stringContaining(':openai/gpt-4o#'),
      }),
    ]);
  });

  test('has the prices that the pattern gives to all', async () => {
    const settings = { input_cost_per_token: '0.000001', output_cost_per_token: '0.000002' };
    const { harness, chat } = await start([{ ...OPENAI, settings }]);
    expect((await chat('openai/gpt-4o')).status).toBe(200);
    expect((await chat('openai/nobody-knows')).status).toBe(200);
    const costs = (await harness.events()).map(({ cost }) => cost);
    expect(costs).toEqual(['0.0012', '0.0012']);
  });

  test('whose model has no price is refused, or runs flagged, as one that is written out', async () => {
    const { upstream, harness, chat } = await start([
      OPENAI,
      { modelName: 'flagged/*', unpriced: 'flag' },
    ]);
    const refused = await chat('openai/nobody-knows');
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { code: 'model_not_priced' } });
    expect(upstream.seen).toEqual([]);
    expect((await chat('flagged/nobody-knows')).status).toBe(200);
    expect(await harness.events()).toMatchObject([{ cost: null, price_version: null }]);
  });

  test('goes to one model where the pattern names one', async () => {
    const { harness, chat, asked } = await start([{ modelName: 'gpt-*', upstreamModel: 'gpt-4o' }]);
    for (const name of ['gpt-3.5', 'gpt-5']) expect((await chat(name)).status).toBe(200);
    expect(asked()).toEqual(['gpt-4o', 'gpt-4o']);
    expect((await harness.events()).map(({ model }) => model)).toEqual(['gpt-3.5', 'gpt-5']);
  });

  test.each([
    'nothing',
    'openai',
    'openai/',
    'openai/*',
    'openai/a\0b',
    `openai/${'a'.repeat(300)}`,
  ])('but for %s, which none does, is refused as ever', async (name) => {
    const { upstream, chat } = await start([OPENAI]);
    const answer = await chat(name);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({
      error: { code: 'model_not_found', param: 'model' },
    });
    expect(upstream.seen).toEqual([]);
  });
});

test('a name in the address of its provider stays in its place there', async () => {
  const { upstream, chat } = await start([
    { modelName: 'azure/*', provider: 'azure', unpriced: 'flag' },
  ]);
  for (const name of ['..', 'a/../b', '../../v1', 'a\\..\\b']) {
    expect((await chat(`azure/${name}`)).status).toBe(404);
  }
  expect((await chat('azure/a/b?c#d%2e')).status).toBe(200);
  expect(upstream.seen.map(({ path }) => path)).toEqual([
    '/v1/openai/deployments/a%2Fb%3Fc%23d%252e/chat/completions?api-version=2024-10-21',
  ]);
});

describe('precedence', () => {
  const tagged = (modelName: string, more: Partial<DeploymentConfig> = {}) => ({
    modelName,
    upstreamModel: 'gpt-4o',
    tags: [modelName],
    ...more,
  });

  test('a name that is written out comes first, then the more specific pattern', async () => {
    const { harness, chat } = await start([
      tagged('*'),
      tagged('g*'),
      tagged('gpt-*'),
      tagged('gpt-4o'),
    ]);
    for (const name of ['gpt-4o', 'gpt-5', 'gemini', 'claude']) await chat(name);
    const tags = (await harness.events()).map((event) => event['tags']);
    expect(tags).toEqual([['gpt-4o'], ['gpt-*'], ['g*'], ['*']]);
  });

  test('deployments of one pattern share its calls, and stand in for each other', async () => {
    const [first, second] = ['one', 'two'].map((id) => tagged('gpt-*', { id, tags: [id] }));
    if (first === undefined || second === undefined) throw new Error('two');
    const { upstream, harness, chat } = await start([first, { ...second, order: 1 }], {
      routing: { retries: 1 },
    });
    upstream.will(FAILS, ANSWER);
    expect((await chat('gpt-5')).status).toBe(200);
    const attempts = (await harness.events()).map(({ status, tags }) => [status, tags]);
    expect(attempts).toEqual([
      ['failed', ['one']],
      ['succeeded', ['two']],
    ]);
  });

  test('a fallback may be a name that a pattern takes in, and have fallbacks as any name', async () => {
    const { upstream, chat, asked } = await start([OPENAI], {
      routing: { fallbacks: { 'openai/gpt-4o': ['openai/gpt-4o-mini'] } },
    });
    upstream.will(FAILS, ANSWER);
    expect((await chat('openai/gpt-4o')).status).toBe(200);
    expect(asked()).toEqual(['gpt-4o', 'gpt-4o-mini']);
  });

  test('a fallback of the same pattern is another request to its provider', async () => {
    const { upstream, harness } = await start([OPENAI], {
      routing: { fallbacks: { 'openai/gpt-4o': ['openai/gpt-4o-mini'] } },
    });
    upstream.will(FAILS, ANSWER);
    await fetch(`${harness.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-test', 'idempotency-key': 'once' },
      body: JSON.stringify({ model: 'openai/gpt-4o', messages: [] }),
    });
    const keys = upstream.seen.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(2);
  });
});

describe('health', () => {
  test('one model that fails cools down, and the others of its pattern do not', async () => {
    const { upstream, harness, chat } = await start(
      [
        { ...OPENAI, tags: ['first'] },
        { ...OPENAI, id: 'spare', order: 1, tags: ['spare'] },
      ],
      { routing: { allowedFailures: 0, retries: 1 } },
    );
    upstream.will(FAILS, ANSWER);
    for (const name of ['gpt-4o', 'gpt-4o', 'gpt-4o-mini']) await chat(`openai/${name}`);
    const attempts = (await harness.events()).map((each) => [each['model'], each['tags']]);
    expect(attempts).toEqual([
      ['openai/gpt-4o', ['first']],
      ['openai/gpt-4o', ['spare']],
      ['openai/gpt-4o', ['spare']],
      ['openai/gpt-4o-mini', ['first']],
    ]);
  });

  test('its calls under way are those of all its models', async () => {
    const { upstream, harness, chat } = await start([OPENAI]);
    const inFlight = () => harness.gateway.healthOf('openai/*')?.inFlight;
    const waiting = Promise.withResolvers<void>();
    upstream.will(async (connection, request) => {
      await waiting.promise;
      await ANSWER(connection, request);
    });
    const calls = ['gpt-4o', 'gpt-4o-mini'].map((name) => chat(`openai/${name}`));
    await expect.poll(inFlight).toBe(2);
    waiting.resolve();
    await Promise.all(calls);
    expect(inFlight()).toBe(0);
  });

  test('it is checked by the model that the operator names, for all that it leads to', async () => {
    const { upstream, harness, chat } = await start([
      { ...OPENAI, settings: { health_check_model: 'openai/gpt-4o-mini' } },
      { ...OPENAI, id: 'spare', order: 1, tags: ['spare'] },
    ]);
    upstream.will(FAILS, ANSWER);
    expect(await harness.gateway.check('openai/*')).toMatchObject({ succeeded: false });
    expect(harness.gateway.healthOf('openai/*')).toMatchObject({ status: 'unhealthy' });
    expect((await chat('openai/gpt-4o')).status).toBe(200);
    expect(await harness.events()).toMatchObject([
      { model: 'openai/gpt-4o-mini', tags: ['tollgate:health-check'] },
      { model: 'openai/gpt-4o', tags: ['spare'] },
    ]);
  });

  test('without such a model it is not checked', async () => {
    const { upstream, harness } = await start([OPENAI], {
      healthChecks: { intervalMs: 1, tickMs: 1 },
    });
    expect(await harness.gateway.check('openai/*')).toBeNull();
    expect(upstream.seen).toEqual([]);
  });
});

describe('a budget', () => {
  const CENT = parsePico('0.01') as bigint;

  test('of a model counts what is spent on it by whatever pattern, and no more', async () => {
    const { chat } = await start([OPENAI], {
      rules: rules({ budgets: [budget({ limit: CENT, scope: { model: 'openai/gpt-4o' } })] }),
    });
    const limit = { max_tokens: 100 };
    const statuses = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await chat('openai/gpt-4o', limit)).status);
    expect(statuses).toEqual([200, 200, 200]);
    expect((await chat('openai/gpt-4o', limit)).status).toBe(429);
    expect((await chat('openai/gpt-4o-mini', limit)).status).toBe(200);
  });

  test('that is hard is not spent on a model whose price nobody knows', async () => {
    const { upstream, chat } = await start([{ ...OPENAI, unpriced: 'refuse' }], {
      rules: rules({ budgets: [budget({ limit: CENT })] }),
    });
    const refused = await chat('openai/nobody-knows');
    expect(await refused.json()).toMatchObject({ error: { code: 'model_not_priced' } });
    expect(upstream.seen).toEqual([]);
  });
});

describe('a key', () => {
  const keys = {
    'sk-test': MASTER,
    'sk-one': { ...MASTER, models: ['openai/gpt-4o', 'own/mine', 'gone'] },
    'sk-family': { ...MASTER, models: ['openai/gpt-4o*'] },
  };
  const patterns = [OPENAI, { modelName: 'own/*', provider: 'vllm' }];

  test('may ask for what it is allowed, by the name it asks for', async () => {
    const { chat } = await start(patterns, { keys });
    expect((await chat('openai/gpt-4o', {}, 'sk-one')).status).toBe(200);
    expect((await chat('openai/gpt-4o-mini', {}, 'sk-one')).status).toBe(403);
    expect((await chat('openai/gpt-4o-mini', {}, 'sk-family')).status).toBe(200);
    expect((await chat('openai/o3', {}, 'sk-family')).status).toBe(403);
  });

  test('is shown the models that are known, of those that it may use', async () => {
    const { listed, ask } = await start(patterns, { keys });
    const all = await listed();
    expect(all).toEqual(expect.arrayContaining(['openai/gpt-4o', 'openai/o3', 'own/*']));
    expect(all).not.toContain('openai/*');
    expect(new Set(all).size).toBe(all.length);
    expect(await listed('sk-one')).toEqual(['openai/gpt-4o', 'own/mine']);
    const family = await listed('sk-family');
    expect(family).toContain('openai/gpt-4o-mini');
    expect(family.filter((name) => !name.startsWith('openai/gpt-4o'))).toEqual([]);
    expect((await ask('/v1/models/own/anything')).status).toBe(200);
    expect((await ask('/v1/models/own/anything', 'sk-one')).status).toBe(404);
    expect((await ask('/v1/models/openai/*')).status).toBe(404);
  });
});

test('a response in the background is gone on with by the next process, at the provider that the call named', async () => {
  const upstream = await startScriptedUpstream();
  const directory = await mkdtemp(join(tmpdir(), 'gateway-'));
  onTestFinished(async () => {
    await upstream.stop();
    await rm(directory, { recursive: true, force: true });
  });
  const deployment = deploymentConfig({
    modelName: '*',
    provider: '*',
    upstreamModel: '*',
    accessTo: (provider) => ({
      apiKey: new Secret(`key-of-${provider}`),
      apiBase: upstream.baseUrl,
      aws: null,
    }),
    settings: {},
  });
  const options = {
    directory,
    deployments: [deployment],
    responseStore: new MemoryResponses(),
  };
  const headers = { authorization: 'Bearer sk-test' };
  const response = (status: string, usage: object | null) =>
    whole(200, { id: 'resp_1', object: 'response', status, usage });
  const first = await startGateway(options);
  upstream.will(response('queued', null));
  await fetch(`${first.url}/v1/responses`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ model: 'openai/gpt-4o', input: 'hi', background: true }),
  });
  await first.stop();
  upstream.will(response('completed', { input_tokens: 1_000, output_tokens: 100 }));
  const second = await startGateway(options);
  try {
    const done = await fetch(`${second.url}/v1/responses/resp_1`, { headers });
    expect(done.headers.get('x-tollgate-response-cost')).toBe('0.0035');
    const [event, ...more] = await second.events();
    expect(event).toMatchObject({
      model: 'openai/gpt-4o',
      upstream_model: 'gpt-4o',
      cost: '0.0035',
    });
    expect(more).toEqual([]);
    expect(upstream.seen.map((each) => each.headers['authorization'])).toEqual(
      Array(2).fill('Bearer key-of-openai'),
    );
  } finally {
    await second.stop();
  }
});

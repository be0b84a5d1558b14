import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { INFERENCE_ROUTES, type InferenceRoute } from '../../src/gateway/routes/index.ts';
import { budget, rules } from '../testkit/budget-rules.ts';
import {
  deploymentConfig,
  type GatewayHarness,
  MASTER,
  startGateway,
} from '../testkit/gateway-harness.ts';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
  whole,
} from '../testkit/scripted-upstream.ts';

/** Of customers a test can be about: one has spent all it may, one may ask no more. */
const RULES = rules({
  budgets: [
    budget({ id: 'nothing', limit: 0n, scope: { customer: 'spent' } }),
    budget({ id: 'plenty', limit: 10n ** 15n, scope: { customer: 'acme' } }),
  ],
  limits: [
    {
      id: 'one a minute',
      scope: { customer: 'hasty' },
      limits: { requestsPerMinute: 1, tokensPerMinute: null, maxParallel: null },
    },
  ],
});

let upstream: ScriptedUpstream;
let harness: GatewayHarness;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  harness = await startGateway({
    deployments: [
      deploymentConfig({
        modelName: 'm',
        provider: 'custom',
        upstreamModel: 'real',
        apiBase: upstream.baseUrl,
      }),
    ],
    keys: { 'sk-test': { ...MASTER, tags: ['team:ml'] } },
    rules: RULES,
  });
});
afterAll(async () => {
  await harness.stop();
  await upstream.stop();
});
afterEach(async () => {
  await harness.events();
  upstream.seen.length = 0;
});

function requestFor(
  route: InferenceRoute,
  { model = 'm', customer = 'acme' }: { model?: string; customer?: string },
): { body: string | FormData; type?: string } {
  if (route.encoding === 'json') {
    return {
      body: JSON.stringify({ model, user: customer, input: 'hello' }),
      type: 'application/json',
    };
  }
  const form = new FormData();
  form.set('model', model);
  form.set('user', customer);
  form.set('file', new Blob(['\r\n--not a boundary\u0000']), 'speech.mp3');
  return { body: form };
}

const pathOf = ({ path }: InferenceRoute, model = 'm') => path.replace('{model}', model);
/** Nobody charges for these, so there is nothing to hold. */
const isFree = ({ name }: InferenceRoute) =>
  name.endsWith('count_tokens') || name === 'moderations';
const namesModelInPath = ({ path }: InferenceRoute) => path.includes('{model}');

/** What each dialect calls a refusal of each kind. */
const WORDS = {
  openai: {
    401: { type: 'invalid_request_error' },
    404: { code: 'model_not_found' },
    429: { message: expect.any(String) },
  },
  anthropic: {
    401: { type: 'authentication_error' },
    404: { type: 'not_found_error' },
    429: { type: 'rate_limit_error' },
  },
  gemini: {
    401: { status: 'UNAUTHENTICATED' },
    404: { status: 'NOT_FOUND' },
    429: { status: 'RESOURCE_EXHAUSTED' },
  },
};

/** Usage in the words of every dialect: seven tokens in and three out. */
const ANSWER = {
  usage: { prompt_tokens: 7, input_tokens: 7, completion_tokens: 3, output_tokens: 3 },
  usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 3 },
};

/** Counting is free, and speech comes without a word on usage. Every other route is billed by what is reported. */
function metered({ name }: InferenceRoute): object {
  if (name.endsWith('count_tokens')) return { usage_source: 'reported', cost: '0' };
  if (name === 'audio.speech') {
    return { usage_source: 'estimated', units: { output_audio: 7, input_character: 5 } };
  }
  return { usage_source: 'reported', input_tokens: 7, output_tokens: 3, cost: '0.000013' };
}

function call(
  route: InferenceRoute,
  options: { key?: string | null; path?: string; model?: string; customer?: string } = {},
) {
  const { body, type } = requestFor(route, options);
  const key = options.key === undefined ? 'sk-test' : options.key;
  return fetch(harness.url + (options.path ?? pathOf(route, options.model)), {
    method: 'POST',
    body,
    headers: {
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    },
  });
}

describe.each(INFERENCE_ROUTES.map((route) => [route.name, route] as const))('%s', (_, route) => {
  test('is authenticated: without a key nothing reaches the upstream', async () => {
    upstream.will(whole(200, {}));
    for (const key of [null, 'sk-nope']) {
      const answer = await call(route, { key });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ error: WORDS[route.dialect][401] });
    }
    expect(upstream.seen).toEqual([]);
    expect(await harness.events()).toEqual([]);
  });

  test('is attributed, carried to the model behind the name, and metered', async () => {
    upstream.will(whole(200, ANSWER));
    const answer = await call(route);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-tollgate-call-id')).toMatch(/^[0-9a-f-]{36}$/);
    const [seen] = upstream.seen;
    expect(seen?.path).toBe(`/v1${route.upstreamPath.replace('{model}', 'real')}`);
    expect(namesModelInPath(route) ? seen?.path : seen?.body).toContain('real');
    const [event] = await harness.events();
    expect(event).toMatchObject({
      route: route.name,
      customer_external_id: 'acme',
      tags: ['team:ml'],
      model: 'm',
      upstream_model: 'real',
      status: 'succeeded',
      ...metered(route),
    });
  });

  test.skipIf(isFree(route))(
    'is held: what it may cost is set aside until it is settled',
    async () => {
      const answered = Promise.withResolvers<void>();
      const asked = Promise.withResolvers<void>();
      upstream.will(async (connection, request) => {
        asked.resolve();
        await answered.promise;
        await whole(200, ANSWER)(connection, request);
      });
      const before = await harness.budgets.state('plenty', null);
      const calling = call(route);
      await asked.promise;
      expect((await harness.budgets.state('plenty', null))?.pendingPico).toBeGreaterThan(0n);
      answered.resolve();
      await (await calling).arrayBuffer();
      await harness.events();
      const after = await harness.budgets.state('plenty', null);
      expect(after?.pendingPico).toBe(0n);
      expect(after?.postedPico).toBeGreaterThan(before?.postedPico ?? 0n);
    },
  );

  test.skipIf(isFree(route))('is not let in where nothing is left to pay it', async () => {
    const answer = await call(route, { customer: 'spent' });
    expect(answer.status).toBe(429);
    expect(answer.headers.get('x-should-retry')).toBe('false');
    expect(await answer.json()).toMatchObject({ error: WORDS[route.dialect][429] });
    expect(upstream.seen).toEqual([]);
    expect(await harness.events()).toEqual([]);
  });

  test('is limited: it is not let in past the rate of its customer', async () => {
    upstream.will(whole(200, ANSWER));
    await (await call(route, { customer: 'hasty' })).arrayBuffer();
    await harness.events();
    upstream.seen.length = 0;
    const answer = await call(route, { customer: 'hasty' });
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toMatch(/^[1-9]/);
    expect(await answer.json()).toMatchObject({ error: WORDS[route.dialect][429] });
    expect(upstream.seen).toEqual([]);
    expect(await harness.events()).toEqual([]);
  });

  test.skipIf(namesModelInPath(route))(
    'answers also without /v1, and where Azure has it',
    async () => {
      upstream.will(whole(200, ANSWER));
      const bare = route.path.slice('/v1'.length);
      for (const path of [
        bare,
        `/openai/deployments/m${bare}?api-version=x`,
        `/engines/m${bare}`,
      ]) {
        expect((await call(route, { path })).status).toBe(200);
      }
      expect(await harness.events()).toHaveLength(3);
    },
  );

  test('refuses a model that is not there, in its own dialect', async () => {
    const answer = await call(route, { model: 'nope' });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: WORDS[route.dialect][404] });
    expect(upstream.seen).toEqual([]);
  });

  test('passes the error of its provider on', async () => {
    upstream.will(whole(418, '{"odd": "error"}', { 'x-request-id': 'r1' }));
    const answer = await call(route);
    expect([answer.status, await answer.text()]).toEqual([418, '{"odd": "error"}']);
    expect(answer.headers.get('x-request-id')).toBe('r1');
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'failed', http_status: 418, cost: '0' }),
    ]);
  });
});

test('a form keeps its file byte for byte when the model is renamed', async () => {
  upstream.will(
    whole(200, { text: 'hi', usage: { type: 'tokens', input_tokens: 9, output_tokens: 2 } }),
  );
  const route = INFERENCE_ROUTES.find((each) => each.encoding === 'multipart') as InferenceRoute;
  await call(route);
  expect(upstream.seen[0]?.body).toContain('\r\n--not a boundary\u0000');
  expect(upstream.seen[0]?.body).toMatch(/name="model"\r\n\r\nreal\r\n/);
  expect(await harness.events()).toEqual([
    expect.objectContaining({ usage_source: 'reported', input_tokens: 9, output_tokens: 2 }),
  ]);
});

test('one model can be asked for by name', async () => {
  const headers = { authorization: 'Bearer sk-test' };
  const known = await fetch(`${harness.url}/v1/models/m`, { headers });
  expect(await known.json()).toMatchObject({ id: 'm', object: 'model' });
  expect((await fetch(`${harness.url}/v1/models/x%2Fy`, { headers })).status).toBe(404);
});

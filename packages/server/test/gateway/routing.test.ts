import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NO_LIMITS } from '../../src/budgets/index.ts';
import { budget, rules } from '../testkit/budget-rules.ts';
import {
  deploymentConfig,
  type GatewayHarness,
  type GatewayHarnessOptions,
  startGateway,
} from '../testkit/gateway-harness.ts';
import {
  chunk,
  type ScriptedUpstream,
  STREAM_HEAD,
  startScriptedUpstream,
  whole,
} from '../testkit/scripted-upstream.ts';

let harness: GatewayHarness;
let first: ScriptedUpstream;
let second: ScriptedUpstream;

beforeEach(async () => {
  first = await startScriptedUpstream();
  second = await startScriptedUpstream();
});
afterEach(async () => {
  await harness.stop();
  await first.stop();
  await second.stop();
});

const ANSWER = whole(200, { choices: [], usage: { prompt_tokens: 10, completion_tokens: 5 } });
const at = (upstream: ScriptedUpstream, overrides: object = {}) =>
  deploymentConfig({ modelName: 'm', provider: 'custom', apiBase: upstream.baseUrl, ...overrides });

async function start(options: GatewayHarnessOptions): Promise<void> {
  harness = await startGateway(options);
}

function call(body: object = {}, headers: Record<string, string> = {}) {
  return fetch(`${harness.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-test', 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...body }),
  });
}

describe('retries', () => {
  test('a failed attempt goes on to the next deployment, and each attempt is an event', async () => {
    await start({
      deployments: [at(first, { order: 1 }), at(second, { order: 2 })],
      routing: { retries: 1 },
    });
    first.will(whole(503, { error: {} }));
    second.will(ANSWER);
    expect((await call()).status).toBe(200);
    const events = await harness.events();
    expect(
      events.map((event) => [
        event['attempt'],
        event['status'],
        event['http_status'],
        event['cost'],
      ]),
    ).toEqual([
      [1, 'failed', 503, '0'],
      [2, 'succeeded', 200, '0.00002'],
    ]);
    expect(new Set(events.map((event) => event['call_id'])).size).toBe(1);
  });

  test('as many as the caller asks for, and the last failure is passed on', async () => {
    await start({ deployments: [at(first)], routing: { retries: 0 } });
    first.will(whole(503, '{"last":"one"}', { 'retry-after-ms': '1' }));
    const answer = await call({}, { 'x-litellm-num-retries': '2' });
    expect([answer.status, await answer.text()]).toEqual([503, '{"last":"one"}']);
    expect(await harness.events()).toHaveLength(3);
  });

  test('not of what is wrong in itself', async () => {
    await start({ deployments: [at(first), at(second)], routing: { retries: 3 } });
    first.will(whole(400, { error: {} }));
    second.will(whole(400, { error: {} }));
    expect((await call()).status).toBe(400);
    expect(await harness.events()).toHaveLength(1);
  });

  test('not after the first byte', async () => {
    await start({ deployments: [at(first)], routing: { retries: 3 } });
    first.will(async ({ write, hangUp }) => {
      await write(STREAM_HEAD);
      await write(chunk('data: {"choices":[{"delta":{"content":"hi"}}]}\n\n'));
      hangUp();
    });
    expect(await (await call({ stream: true })).text()).toContain('upstream_failed');
    expect(first.seen).toHaveLength(1);
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'failed', usage_source: 'estimated' }),
    ]);
  });

  test('not when the upstream asks for more patience than a caller has', async () => {
    await start({ deployments: [at(first)], routing: { retries: 3 } });
    first.will(whole(429, { error: {} }, { 'retry-after': '3600' }));
    const answer = await call();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '3600']);
    expect(await harness.events()).toHaveLength(1);
  });

  test('not when the caller has gone', async () => {
    await start({ deployments: [at(first)], routing: { retries: 3 } });
    const caller = new AbortController();
    first.will(async ({ untilClosed }) => {
      caller.abort();
      await untilClosed();
    });
    await expect(
      fetch(`${harness.url}/v1/chat/completions`, {
        method: 'POST',
        signal: caller.signal,
        headers: { authorization: 'Bearer sk-test' },
        body: JSON.stringify({ model: 'm', stream: true, messages: [] }),
      }),
    ).rejects.toThrow();
    await harness.untilSettled();
    expect(first.seen).toHaveLength(1);
    expect(await harness.events()).toEqual([expect.objectContaining({ status: 'aborted' })]);
  });
});

describe('a deployment that is wrong itself', () => {
  test.each([401, 402, 403, 404])(
    'answers %i: another one is asked, and it is not asked again',
    async (status) => {
      await start({
        deployments: [at(first, { order: 1 }), at(second, { order: 2 })],
        routing: { retries: 3 },
      });
      first.will(whole(status, { error: {} }));
      second.will(whole(503, { error: {} }, { 'retry-after-ms': '1' }), ANSWER);
      expect((await call()).status).toBe(200);
      expect([first.seen.length, second.seen.length]).toEqual([1, 2]);
    },
  );

  test('and is the only one is asked once, and its answer passed on', async () => {
    await start({ deployments: [at(first)], routing: { retries: 3 } });
    first.will(whole(404, '{"no":"such model"}'));
    const answer = await call();
    expect([answer.status, await answer.text()]).toEqual([404, '{"no":"such model"}']);
    expect(first.seen).toHaveLength(1);
  });

  test('goes on to the fallbacks, and cools down when it fails again and again', async () => {
    await start({
      deployments: [at(first), at(second, { modelName: 'other' })],
      routing: { allowedFailures: 1, fallbacks: { m: ['other'] } },
    });
    first.will(whole(401, { error: {} }));
    second.will(ANSWER);
    for (let i = 0; i < 5; i += 1) expect((await call()).status).toBe(200);
    expect([first.seen.length, second.seen.length]).toEqual([2, 5]);
  });
});

describe('a budget that does not pay for the model', () => {
  const dear = { input_cost_per_token: '1', output_cost_per_token: '1' };
  const others = { m: ['missing', 'alsoDear', 'cheap'] };
  const startBudget = (options: GatewayHarnessOptions = {}) =>
    start({
      deployments: [
        at(first, { settings: dear }),
        at(first, { modelName: 'alsoDear', settings: dear }),
        at(second, { modelName: 'cheap' }),
      ],
      rules: rules({ budgets: [budget({ limit: 1_000_000_000_000n })] }),
      routing: { budgetFallbacks: others },
      ...options,
    });

  test('has a cheaper one answer, as if that had been asked for, and says so', async () => {
    await startBudget();
    second.will(ANSWER);
    const answer = await call({ max_tokens: 100 });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-tollgate-budget-fallback')).toBe('cheap');
    expect(await harness.events()).toEqual([
      expect.objectContaining({ model: 'cheap', attempt: 1, cost: '0.00002' }),
    ]);
    expect(first.seen).toEqual([]);
    expect(await harness.budgets.state('budget', null)).toMatchObject({ pendingPico: 0n });
  });

  test('of itself only leaves the others free', async () => {
    const scope = { model: 'm' };
    await startBudget({ rules: rules({ budgets: [budget({ limit: 0n, scope })] }) });
    first.will(ANSWER);
    const answer = await call({ max_tokens: 100 });
    expect(answer.headers.get('x-tollgate-budget-fallback')).toBe('alsoDear');
  });

  test('nor for any other refuses the one asked for', async () => {
    await startBudget({ rules: rules({ budgets: [budget({ limit: 0n })] }) });
    const answer = await call({ max_tokens: 100 });
    expect(answer.status).toBe(429);
    expect(await answer.json()).toMatchObject({ error: { code: 'insufficient_quota' } });
    expect([first.seen, second.seen]).toEqual([[], []]);
  });

  test('goes where the caller says, or nowhere when it wants no fallbacks', async () => {
    await startBudget({ routing: {} });
    second.will(ANSWER);
    expect((await call({ max_tokens: 100, fallbacks: ['cheap'] })).status).toBe(200);
    await harness.stop();
    await startBudget();
    expect((await call({ max_tokens: 100, disable_fallbacks: true })).status).toBe(429);
  });

  test('is not what a limit of calls is', async () => {
    const limits = [{ id: 'none', scope: {}, limits: { ...NO_LIMITS, requestsPerMinute: 0 } }];
    await startBudget({ rules: rules({ limits }) });
    const refused = await (await call()).json();
    expect(refused).toMatchObject({ error: { code: 'rate_limit_exceeded' } });
  });
});

describe('fallbacks', () => {
  test('another model answers for one that does not, at its own price', async () => {
    const dear = { input_cost_per_token: '0.00001', output_cost_per_token: '0.00001' };
    await start({
      deployments: [at(first), at(second, { modelName: 'other', settings: dear })],
      routing: { fallbacks: { m: ['other'] } },
    });
    first.will(whole(500, { error: {} }));
    second.will(ANSWER);
    const answer = await call();
    expect(answer.headers.get('x-tollgate-response-cost')).toBe('0.00015');
    expect((await harness.events()).map((event) => event['cost'])).toEqual(['0', '0.00015']);
  });

  test('a prompt too long for the model goes to one with a wider window', async () => {
    await start({
      deployments: [at(first), at(second, { modelName: 'wide' })],
      routing: { contextWindowFallbacks: { m: ['wide'] }, fallbacks: { m: ['nobody'] } },
    });
    first.will(whole(400, { error: { code: 'context_length_exceeded' } }));
    second.will(ANSWER);
    expect((await call()).status).toBe(200);
  });

  test('that lead in a circle end', async () => {
    await start({
      deployments: [at(first), at(second, { modelName: 'other' })],
      routing: { fallbacks: { m: ['other'], other: ['m'] } },
    });
    first.will(whole(500, { error: {} }));
    second.will(whole(502, { error: {} }));
    expect((await call()).status).toBe(502);
    expect(await harness.events()).toHaveLength(2);
  });
});

describe('cool-down', () => {
  test('a deployment at its limit is left alone for as long as it says', async () => {
    await start({
      deployments: [at(first, { order: 1 }), at(second, { order: 2 })],
      routing: { retries: 1 },
    });
    first.will(whole(429, { error: {} }, { 'retry-after': '60' }));
    second.will(ANSWER);
    for (let i = 0; i < 3; i += 1) expect((await call()).status).toBe(200);
    expect(first.seen).toHaveLength(1);
    expect(second.seen).toHaveLength(3);
  });

  test('one that is cooling is not tried again while another one is not', async () => {
    await start({
      deployments: [at(first, { order: 1 }), at(second, { order: 2 })],
      routing: { retries: 3 },
    });
    first.will(whole(429, { error: {} }, { 'retry-after': '60' }));
    second.will(whole(503, { error: {} }, { 'retry-after-ms': '1' }));
    expect((await call()).status).toBe(503);
    expect([first.seen.length, second.seen.length]).toEqual([1, 3]);
  });

  test('a model that is cooling leaves its calls to its fallbacks, and has the last turn', async () => {
    await start({
      deployments: [at(first), at(second, { modelName: 'other' })],
      routing: { fallbacks: { m: ['other'] } },
    });
    first.will(whole(429, { error: {} }, { 'retry-after': '60' }));
    second.will(ANSWER);
    for (let i = 0; i < 3; i += 1) expect((await call()).status).toBe(200);
    expect([first.seen.length, second.seen.length]).toEqual([1, 3]);
    first.will(ANSWER);
    second.will(whole(500, { error: {} }));
    expect((await call()).status).toBe(200);
    expect([first.seen.length, second.seen.length]).toEqual([2, 4]);
  });

  test('when all are cooling, they are tried all the same', async () => {
    await start({ deployments: [at(first)] });
    first.will(whole(429, { error: {} }, { 'retry-after': '60' }), ANSWER);
    expect((await call()).status).toBe(429);
    expect((await call()).status).toBe(200);
  });
});

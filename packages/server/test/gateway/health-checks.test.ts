import { describe, expect, onTestFinished, test } from 'vitest';
import { startApi } from '../testkit/api-harness.ts';
import { budget, rules } from '../testkit/budget-rules.ts';
import {
  deploymentConfig,
  type GatewayHarnessOptions,
  startGateway,
} from '../testkit/gateway-harness.ts';
import { tokens } from '../testkit/gateway-pair.ts';
import { startScriptedUpstream, whole } from '../testkit/scripted-upstream.ts';
import { signIn } from '../testkit/sign-in.ts';

const ANSWER = whole(200, { choices: [], ...tokens(8, 1) });
const OFTEN = { intervalMs: 1, tickMs: 1 };

/** Two deployments of `m`: `first` is preferred, and the other is never checked. */
async function startTwo(options: GatewayHarnessOptions = {}, overrides: object = {}) {
  const first = await startScriptedUpstream();
  const second = await startScriptedUpstream();
  const common = { modelName: 'm', provider: 'custom' };
  const deployments = [
    deploymentConfig({ ...common, id: 'first', apiBase: first.baseUrl, ...overrides }),
    deploymentConfig({
      ...common,
      id: 'second',
      apiBase: second.baseUrl,
      order: 1,
      healthCheckMs: 0,
    }),
  ];
  const harness = await startGateway({ ...options, deployments });
  onTestFinished(async () => {
    await harness.stop();
    await first.stop();
    await second.stop();
  });
  first.will(ANSWER);
  second.will(ANSWER);
  const chat = () =>
    fetch(`${harness.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-test' },
      body: JSON.stringify({ model: 'm', messages: [] }),
    });
  const statusOf = (id: string) => harness.gateway.healthOf(id)?.status;
  return { harness, first, second, deployments, chat, statusOf };
}

describe('in the background', () => {
  test('a deployment that does not answer is left alone before any call finds out, until it does', async () => {
    const { first, second, chat, statusOf } = await startTwo({ healthChecks: OFTEN });
    first.will(whole(500, { error: {} }));
    await expect.poll(() => statusOf('first')).toBe('unhealthy');
    expect((await chat()).status).toBe(200);
    expect(second.seen).toHaveLength(1);
    first.will(ANSWER);
    await expect.poll(() => statusOf('first')).toBe('healthy');
    expect((await chat()).status).toBe(200);
    expect(second.seen).toHaveLength(1);
  });

  test('one that must not be checked is not, and none is without an interval', async () => {
    const { second, statusOf } = await startTwo({ healthChecks: OFTEN });
    await expect.poll(() => statusOf('first')).toBe('healthy');
    expect(second.seen).toEqual([]);
    const quiet = await startTwo({ healthChecks: { intervalMs: null, tickMs: 1 } });
    expect((await quiet.chat()).status).toBe(200);
    expect(quiet.first.seen).toHaveLength(1);
    expect(quiet.statusOf('first')).toBe('unknown');
  });

  test('one may be checked by an interval of its own', async () => {
    const { statusOf } = await startTwo({ healthChecks: { tickMs: 1 } }, { healthCheckMs: 1 });
    await expect.poll(() => statusOf('first')).toBe('healthy');
  });
});

describe('a check', () => {
  test('asks for one token, by the way of calls, and is spend of no customer and no key', async () => {
    const { harness, first } = await startTwo();
    expect(await harness.gateway.check('first')).toMatchObject({
      succeeded: true,
      httpStatus: 200,
    });
    expect(JSON.parse(first.seen[0]?.body ?? '')).toMatchObject({ model: 'test', max_tokens: 1 });
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        customer_external_id: null,
        api_key_id: null,
        tags: ['tollgate:health-check'],
        input_tokens: 8,
        cost: '0.00001',
      }),
    ]);
  });

  test.each([
    [400, true],
    [422, true],
    [429, true],
    [401, false],
    [404, false],
    [500, false],
    [503, false],
  ])('that is answered with %i: it is there: %s', async (status, succeeded) => {
    const { harness, first } = await startTwo();
    first.will(whole(status, { error: { message: 'why' } }));
    const check = await harness.gateway.check('first');
    expect(check).toMatchObject({ succeeded, httpStatus: status });
    expect(check?.message).toContain('why');
  });

  test('that breaks off is one that failed', async () => {
    const { harness, first, statusOf } = await startTwo();
    first.will(({ reset }) => reset());
    expect(await harness.gateway.check('first')).toMatchObject({
      succeeded: false,
      httpStatus: null,
    });
    expect(statusOf('first')).toBe('unhealthy');
  });

  test('is not made when a budget does not pay for it', async () => {
    const { harness, first } = await startTwo({
      rules: rules({ budgets: [budget({ limit: 0n })] }),
    });
    expect(await harness.gateway.check('first')).toBeNull();
    expect(first.seen).toEqual([]);
  });

  test('of what offers nothing cheap, or does not exist, is none', async () => {
    const { harness } = await startTwo({}, { settings: { mode: 'image_generation' } });
    expect(await harness.gateway.check('first')).toBeNull();
    expect(await harness.gateway.check('nobody')).toBeNull();
    expect(harness.gateway.healthOf('nobody')).toBeNull();
  });

  test('that failed is forgotten when a call is answered', async () => {
    const { harness, first, second, chat, statusOf } = await startTwo({ routing: { retries: 1 } });
    first.will(whole(500, {}), ANSWER);
    second.will(whole(401, {}));
    await harness.gateway.check('first');
    expect(statusOf('first')).toBe('unhealthy');
    expect((await chat()).status).toBe(200);
    expect(statusOf('first')).toBe('unknown');
  });
});

describe('over GraphQL', () => {
  const CHECK = `mutation ($id: ID!) { checkDeployment(id: $id) {
    check { succeeded httpStatus message durationMs checkedAt }
    deployment { health { status inFlight check { succeeded } } }
    userErrors { code path }
  } }`;

  async function start() {
    const two = await startTwo();
    const api = await startApi({
      fileDeployments: two.deployments,
      deploymentChecks: two.harness.gateway,
    });
    onTestFinished(() => api[Symbol.asyncDispose]());
    const { data } = await api.graphql('{ deployments { nodes { id health { status } } } }');
    return { ...two, api, nodes: data.deployments.nodes };
  }

  test('health is told, and a check changes it', async () => {
    const { api, first, nodes } = await start();
    const [{ id, health }] = nodes;
    expect(health).toEqual({ status: 'UNKNOWN' });
    first.will(whole(500, { error: { message: 'out of order' } }));
    const { data } = await api.graphql(CHECK, { id });
    expect(data.checkDeployment).toMatchObject({
      check: {
        succeeded: false,
        httpStatus: 500,
        message: expect.stringContaining('out of order'),
      },
      deployment: { health: { status: 'UNHEALTHY', inFlight: 0, check: { succeeded: false } } },
      userErrors: [],
    });
  });

  test('what is not there cannot be checked', async () => {
    const { api } = await start();
    const { data } = await api.graphql(CHECK, { id: 'x' });
    expect(data.checkDeployment.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['id'] }]);
  });

  test('a viewer sees health, not what the provider said, and checks nothing', async () => {
    const { api, nodes, first } = await start();
    const viewer = await signIn(api, { login: 'reader@example.com', role: 'VIEWER' });
    const query = (field: string) =>
      api.graphql(`{ deployments { nodes { health { check { ${field} } } } } }`, {}, viewer);
    await api.graphql(CHECK, { id: nodes[0].id });
    expect((await query('succeeded')).errors).toBeUndefined();
    expect((await query('message')).errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    const { errors } = await api.graphql(CHECK, { id: nodes[0].id }, viewer);
    expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    expect(first.seen).toHaveLength(1);
  });
});

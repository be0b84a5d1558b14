import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterEach, describe, expect, test } from 'vitest';
import type { BudgetRules, Scope } from '../../src/budgets/index.ts';
import { type Pico, parsePico } from '../../src/kernel/index.ts';
import { budget, rules, tier, tierBudget } from '../testkit/budget-rules.ts';
import {
  deploymentConfig,
  type GatewayHarness,
  type GatewayHarnessOptions,
  startGateway,
} from '../testkit/gateway-harness.ts';

let harness: GatewayHarness;
afterEach(() => harness.stop());

const KEY = {
  id: '0a8f2b6e-1111-7000-8000-000000000001',
  teamId: '0a8f2b6e-2222-7000-8000-000000000001',
  userId: '0a8f2b6e-3333-7000-8000-000000000001',
  boundCustomer: null,
  tags: ['feature:chat'],
  models: null,
};

async function start(
  set: Partial<BudgetRules>,
  options: GatewayHarnessOptions = {},
): Promise<OpenAI> {
  const keys = { 'sk-test': KEY, 'sk-open': { ...KEY, showsBudgets: true } };
  harness = await startGateway({ keys, rules: rules(set), ...options });
  return new OpenAI({ baseURL: `${harness.url}/v1`, apiKey: 'sk-test', maxRetries: 0 });
}

const dollars = (text: string) => parsePico(text) as Pico;

function call(client: OpenAI, extra: object = {}) {
  return client.chat.completions.create({
    model: 'sim/test',
    messages: [{ role: 'user', content: 'hi' }],
    user: 'acme',
    ...extra,
  });
}

const refused = (calling: Promise<unknown>) =>
  calling.then(
    () => Promise.reject(new Error('it was let in')),
    (error: InstanceType<typeof OpenAI.APIError>) => error,
  );

async function charged(): Promise<bigint> {
  const events = await harness.events();
  return events.reduce((sum, event) => sum + (parsePico(String(event['charge'])) ?? 0n), 0n);
}

async function standing(id = 'budget', customer: string | null = null) {
  const state = await harness.budgets.state(id, customer);
  return [state?.postedPico, state?.pendingPico];
}

describe('a call that asks for what its model has no price for', () => {
  const limited = { budgets: [budget({ limit: dollars('1'), scope: { customer: 'acme' } })] };
  const priority = { service_tier: 'priority' };
  const runCode = { tools: [{ type: 'code_interpreter', container: { type: 'auto' } }] };

  test('is refused under a hard budget, which could not count it', async () => {
    const client = await start(limited);
    const answers = [
      await refused(call(client, priority)),
      await refused(
        client.responses.create({
          model: 'sim/test',
          input: 'hi',
          safety_identifier: 'acme',
          ...(runCode as object),
        }),
      ),
    ];
    expect(answers.map(({ status, code }) => [status, code])).toEqual([
      [400, 'model_not_priced'],
      [400, 'model_not_priced'],
    ]);
    expect(answers[0]?.message).toContain('service_tier "priority"');
    expect(await harness.events()).toEqual([]);
    expect(await standing()).toEqual([0n, 0n]);
  });

  test('is let in where no hard budget depends on it, and where it has a price', async () => {
    const prices = { input_cost_per_token: '0.000001', output_cost_per_token: '0.000002' };
    const tiered = {
      input_cost_per_token_priority: '0.000002',
      output_cost_per_token_priority: '0.000004',
    };
    const client = await start(limited, {
      deployments: [
        deploymentConfig({ settings: prices }),
        deploymentConfig({ modelName: 'sim/tiered', settings: { ...prices, ...tiered } }),
      ],
    });
    await call(client, { ...priority, user: 'other' });
    await call(client, { service_tier: 'auto' });
    await call(client, { ...priority, model: 'sim/tiered' });
    expect(await harness.events()).toHaveLength(3);
  });
});

describe('a call past its budget', () => {
  const endsWithMarch = {
    budgets: [budget({ limit: 0n, period: 'monthly', scope: { customer: 'acme' } })],
  };

  test('case 14: is refused before the upstream is called, and the official client does not try again', async () => {
    const client = await start(endsWithMarch);
    let requests = 0;
    const counting = client.withOptions({
      maxRetries: 3,
      fetch: (...args: Parameters<typeof fetch>) => {
        requests += 1;
        return fetch(...args);
      },
    });
    const error = await refused(call(counting));
    expect(error).toMatchObject({
      status: 429,
      code: 'insufficient_quota',
      type: 'budget_exceeded',
    });
    expect(error.error).toMatchObject({ reason: 'exhausted', scope: 'customer' });
    expect(error.headers?.get('x-should-retry')).toBe('false');
    const resetsAt = Date.parse((error.error as { resets_at: string }).resets_at);
    const retryAfterMs = Number(error.headers?.get('retry-after')) * 1_000;
    expect(Math.abs(Date.now() + retryAfterMs - resetsAt)).toBeLessThan(60_000);
    expect(requests).toBe(1);
    expect(harness.sim.served.calls).toBe(0);
    expect(await harness.events()).toEqual([]);
  });

  test('case 14: is told amounts only with a key that may see them', async () => {
    const client = await start(endsWithMarch);
    const closed = await refused(call(client));
    expect(JSON.stringify(closed.error)).not.toMatch(/limit|spent|acme/);
    const open = await refused(call(client.withOptions({ apiKey: 'sk-open' })));
    expect(open.error).toMatchObject({ limit: '0', spent: '0', pending: '0' });
    expect(open.message).toContain('customer "acme"');
  });

  test("case 14: is refused in Anthropic's words on its own route", async () => {
    await start(endsWithMarch);
    const client = new Anthropic({ baseURL: harness.url, apiKey: 'sk-test', maxRetries: 3 });
    const error = await client.messages
      .create({
        model: 'sim/test',
        max_tokens: 100,
        messages: [{ role: 'user', content: 'hi' }],
        metadata: { user_id: 'acme' },
      })
      .then(
        () => null,
        (fault: InstanceType<typeof Anthropic.APIError>) => fault,
      );
    expect(error).toMatchObject({ status: 429 });
    expect(error?.error).toMatchObject({
      type: 'error',
      error: { type: 'rate_limit_error', code: 'insufficient_quota', reason: 'exhausted' },
    });
  });

  test.each<[string, Scope]>([
    ['everything', {}],
    ['its team', { teamId: KEY.teamId }],
    ['its user', { userId: KEY.userId }],
    ['a member of a team', { teamId: KEY.teamId, userId: KEY.userId }],
    ['its key', { apiKeyId: KEY.id }],
    ['its tag', { tag: 'feature:chat' }],
    ['its model', { model: 'sim/test' }],
    ['its provider', { provider: 'sim' }],
    ['key and model', { apiKeyId: KEY.id, model: 'sim/test' }],
    ['customer and model', { customer: 'acme', model: 'sim/test' }],
  ])('of %s is refused, and nobody else is', async (_, scope) => {
    const others = Object.fromEntries(Object.keys(scope).map((each) => [each, 'another']));
    const isGlobal = Object.keys(scope).length === 0;
    const client = await start({ budgets: [budget({ limit: 0n, scope })] });
    expect(await refused(call(client))).toMatchObject({ status: 429 });
    if (isGlobal) return;
    harness.budgets.setRules(rules({ budgets: [budget({ limit: 0n, scope: others })] }));
    await call(client);
  });
});

describe('what is set aside', () => {
  const limited = { budgets: [budget({ limit: dollars('1'), scope: { customer: 'acme' } })] };

  test('becomes what was charged, streaming or not, and the remainder is shown to who may see it', async () => {
    const client = await start(limited);
    const open = client.withOptions({ apiKey: 'sk-open' });
    const { response } = await call(open).withResponse();
    const posted = await charged();
    expect(await standing()).toEqual([posted, 0n]);
    const remaining = parsePico(response.headers.get('x-tollgate-budget-remaining') ?? '');
    expect(remaining).not.toBeNull();
    const stream = await call(client, { stream: true });
    for await (const _ of stream as unknown as AsyncIterable<unknown>);
    expect(await standing()).toEqual([posted + (await charged()), 0n]);
    const hidden = await call(client).withResponse();
    expect(hidden.response.headers.get('x-tollgate-budget-remaining')).toBeNull();
  });

  test.each([
    ['a failing upstream', { sim: { fail_status: 500 } }],
    ['a connection that breaks', { sim: { break_after_chunks: 0 } }],
    ['a stream that breaks', { stream: true, sim: { break_after_chunks: 2 } }],
  ])('is free again after %s', async (_, extra) => {
    const client = await start(limited);
    await call(client, extra)
      .then(async (answer) => {
        for await (const _ of answer as unknown as AsyncIterable<unknown>);
      })
      .catch(() => undefined);
    expect(await standing()).toEqual([await charged(), 0n]);
    expect(harness.budgets.stats().openHolds).toBe(0);
  });

  test('is free again after calls whose callers went away', async () => {
    const client = await start(limited);
    await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const controller = new AbortController();
        const calling = client.chat.completions.create(
          {
            model: 'sim/test',
            messages: [{ role: 'user', content: 'hi' }],
            user: 'acme',
            stream: index % 2 === 0,
            ...({ sim: { delay_ms: 5, chunk_delay_ms: 5 } } as object),
          },
          { signal: controller.signal },
        );
        setTimeout(() => controller.abort(), index % 20);
        await calling
          .then(
            async (answer) => {
              if (index % 2 !== 0) return;
              for await (const _ of answer as unknown as AsyncIterable<unknown>);
            },
            () => undefined,
          )
          .catch(() => undefined);
      }),
    );
    await expect.poll(() => harness.budgets.stats().openHolds, { timeout: 10_000 }).toBe(0);
    expect(await standing()).toEqual([await charged(), 0n]);
  });
});

describe('an answer that is not paid for in full', () => {
  test('case 16: is shortened to what the money affords, and says so', async () => {
    // The request is bounded by some 200 bytes at a dollar a million, an answer costs two.
    const client = await start({ budgets: [budget({ limit: dollars('0.0005') })] });
    const { data, response } = await call(client, {
      max_tokens: 1_000,
      sim: { output_tokens: 900 },
    }).withResponse();
    const written = Number(response.headers.get('x-tollgate-max-tokens-lowered'));
    expect(written).toBeGreaterThan(16);
    expect(written).toBeLessThan(200);
    expect(data).toMatchObject({ choices: [{ finish_reason: 'length' }] });
    expect((data as OpenAI.ChatCompletion).usage?.completion_tokens).toBe(written);
    expect(await charged()).toBeLessThanOrEqual(dollars('0.0005'));
  });

  test('case 16: has as many tokens as the caller asked for when the money affords them', async () => {
    const client = await start({ budgets: [budget({ limit: dollars('1') })] });
    const { response } = await call(client, { max_completion_tokens: 100 }).withResponse();
    expect(response.headers.get('x-tollgate-max-tokens-lowered')).toBeNull();
  });

  test('without a budget is as long as the model makes it', async () => {
    const client = await start({ budgets: [budget({ limit: 0n, kind: 'soft' })] });
    const { response } = await call(client, { sim: { output_tokens: 9_000 } }).withResponse();
    expect(response.headers.get('x-tollgate-max-tokens-lowered')).toBeNull();
  });

  test('case 16: of a model nobody knows the length of is bounded in writing', async () => {
    const client = await start({ budgets: [budget({ limit: dollars('100') })] });
    const { response, data } = await call(client, { sim: { output_tokens: 9_000 } }).withResponse();
    expect(response.headers.get('x-tollgate-max-tokens-lowered')).toBe('4096');
    expect((data as OpenAI.ChatCompletion).usage?.completion_tokens).toBe(4_096);
  });
});

describe('a long request near the limit', () => {
  const content = 'The quick brown fox jumps over the lazy dog. '.repeat(100);
  const limit = dollars('0.002');

  test.each([
    ['gpt-4o', true],
    ['nobody-counts-this', false],
  ])('to %s is counted where its tokeniser is known: %s', async (upstreamModel, isLetIn) => {
    const client = await start(
      { budgets: [budget({ limit })] },
      { deployments: [deploymentConfig({ upstreamModel })] },
    );
    const calling = call(client, { messages: [{ role: 'user', content }], max_tokens: 50 });
    if (isLetIn) {
      const { response } = await calling.withResponse();
      expect(response.headers.get('x-tollgate-max-tokens-lowered')).toBeNull();
    } else expect(await refused(calling)).toMatchObject({ code: 'insufficient_quota' });
    expect(await charged()).toBeLessThanOrEqual(limit);
  });
});

describe('a call that waits for money set aside', () => {
  test('is told when the server stops', async () => {
    const client = await start(
      { budgets: [budget({ limit: dollars('0.002') })] },
      { patienceMs: 60_000 },
    );
    const first = call(client, { max_tokens: 800, sim: { delay_ms: 200 } });
    await expect.poll(() => harness.budgets.stats().openHolds).toBe(1);
    const second = refused(call(client, { max_tokens: 800 }));
    await expect.poll(() => harness.budgets.stats().waiting).toBe(1);
    const drained = harness.gateway.drain(10_000);
    expect(await second).toMatchObject({ status: expect.toBeOneOf([429, 503]) });
    await first;
    await drained;
  });
});

describe('256 calls at once, of a customer nobody has seen, against a budget for ten', () => {
  const script = { input_tokens: 1_000, output_tokens: 500, chunk_delay_ms: 0 };
  /** What one call comes to: 1,000 at a dollar a million, 500 at two. */
  const limit = dollars('0.02');

  test.each([
    ['whole', false, { max_tokens: 500 }],
    ['streamed', true, { max_tokens: 500 }],
    ['open-ended', false, {}],
    ['open-ended and streamed', true, {}],
  ])(
    '%s: nothing is overspent, and nobody is refused while money is left',
    async (_, stream, extra) => {
      const client = await start(
        { tiers: [tier({ budgets: [tierBudget({ limit })] })], defaultTierId: 'tier' },
        { patienceMs: 60_000 },
      );
      const outcomes = await Promise.all(
        Array.from({ length: 256 }, () =>
          call(client, { user: 'new', stream, sim: script, ...extra }).then(
            async (answer) => {
              if (stream) for await (const _ of answer as unknown as AsyncIterable<unknown>);
              return 'served';
            },
            (error) => (error.error as { reason?: string } | undefined)?.reason ?? String(error),
          ),
        ),
      );
      const spent = await charged();
      expect(spent).toBeLessThanOrEqual(limit);
      // What is left does not pay for the input of one more call and the shortest answer.
      expect(limit - spent).toBeLessThan(dollars('0.0015'));
      const served = outcomes.filter((outcome) => outcome === 'served').length;
      expect(served).toBeGreaterThanOrEqual(10);
      expect(outcomes.filter((outcome) => outcome === 'exhausted')).toHaveLength(256 - served);
      expect(await standing('tier-budget', 'new')).toEqual([spent, 0n]);
    },
    60_000,
  );
});

describe('retries and fallbacks', () => {
  test('case 12: one hold covers the dearest of them, and each attempt is charged by itself', async () => {
    const dear = { input_cost_per_token: '0.00001', output_cost_per_token: '0.00002' };
    const client = await start(
      { budgets: [budget({ limit: dollars('0.003') })] },
      {
        deployments: [
          deploymentConfig({ order: 0 }),
          deploymentConfig({ path: 'model_list[1]', order: 1, settings: dear }),
        ],
        routing: { retries: 1 },
      },
    );
    // Affordable at the first deployment, not at the second: the call may come to either.
    expect(
      await refused(call(client, { max_tokens: 100, sim: { input_tokens: 200 } })),
    ).toMatchObject({
      status: 429,
    });
  });
});

describe('limits on how fast', () => {
  test('case 13: requests: headers, an exact Retry-After, and the client may try again', async () => {
    const limits = [
      {
        id: 'limits',
        scope: { customer: 'acme' },
        limits: { requestsPerMinute: 2, tokensPerMinute: 100_000, maxParallel: null },
      },
    ];
    const client = await start({ limits });
    const { response } = await call(client).withResponse();
    expect(response.headers.get('x-ratelimit-limit-requests')).toBe('2');
    expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('1');
    expect(response.headers.get('x-ratelimit-reset-requests')).toMatch(/^(59|1m0)(\.\d+)?s$/);
    expect(response.headers.get('x-ratelimit-limit-tokens')).toBe('100000');
    await call(client);
    const error = await refused(call(client));
    expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
    expect(error.headers?.get('x-should-retry')).toBe('true');
    const seconds = Number(error.headers?.get('retry-after'));
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThanOrEqual(60);
  });
});

describe('a block', () => {
  test.each([
    ['customer', 'acme'],
    ['apiKeyId', KEY.id],
    ['userId', KEY.userId],
    ['teamId', KEY.teamId],
  ] as const)('of a %s holds from the next call on', async (kind, id) => {
    const client = await start({});
    await call(client);
    harness.budgets.setRules(rules({ blocks: [{ kind, id }] }));
    const error = await refused(call(client));
    expect(error).toMatchObject({ status: 403, code: 'blocked' });
  });

  test('of a customer holds by whatever name it comes in', async () => {
    const client = await start({ blocks: [{ kind: 'customer', id: 'acme' }] });
    const ways: [object, Record<string, string>][] = [
      [{ user: 'acme' }, {}],
      [{ user: undefined, metadata: { user_id: 'acme' } }, {}],
      [{ user: undefined, safety_identifier: 'acme' }, {}],
      [{ user: undefined, litellm_metadata: { user: 'acme' } }, {}],
      [{ user: 'other' }, { 'x-tollgate-customer-id': 'acme' }],
      [{ user: 'other' }, { 'x-litellm-end-user-id': 'acme' }],
    ];
    for (const [extra, headers] of ways) {
      const error = await refused(call(client.withOptions({ defaultHeaders: headers }), extra));
      expect(error).toMatchObject({ status: 403, code: 'blocked' });
    }
  });
});

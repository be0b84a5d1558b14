import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDeployments } from '../../src/gateway/index.ts';
import { recordOwnPrices, shippedCatalogue } from '../../src/pricing/index.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { deploymentConfig } from '../testkit/gateway-harness.ts';

const PATTERNS = [
  deploymentConfig({
    modelName: 'own/*',
    provider: 'vllm',
    upstreamModel: '*',
    apiBase: 'http://own.example/v1',
  }),
  deploymentConfig({
    modelName: 'openai/*',
    provider: 'openai',
    upstreamModel: '*',
    settings: {},
    unpriced: 'fallback',
    fallbackPrice: { input_cost_per_token: '1', output_cost_per_token: '1' },
  }),
  deploymentConfig({
    modelName: 'gpt-*',
    provider: 'openai',
    upstreamModel: 'gpt-4o',
    settings: {},
  }),
];

let api: Api;
beforeAll(async () => {
  api = await startApi({ fileDeployments: PATTERNS });
  const made = createDeployments(PATTERNS, { simBaseUrl: '', fallbackPrice: null });
  await recordOwnPrices(api.pool, made.deployments, api.clock.now());
  await api.prices.refresh();
  api.prices.book.put(shippedCatalogue());
});
afterAll(() => api[Symbol.asyncDispose]());

async function ask(query: string, variables: Record<string, unknown> = {}) {
  const { data, errors } = await api.graphql(query, variables);
  expect(errors).toBeUndefined();
  return data;
}

test('a pattern is one model of the list, with a price where it has one for all that it leads to', async () => {
  const { models } = await ask('{ models { nodes { name isPattern place { layer subject } } } }');
  expect(models.nodes).toEqual([
    {
      name: 'gpt-*',
      isPattern: false,
      place: { layer: 'CATALOGUE', subject: 'openai/gpt-4o' },
    },
    { name: 'openai/*', isPattern: true, place: null },
    {
      name: 'own/*',
      isPattern: true,
      place: { layer: 'CONFIG', subject: 'vllm/* as own/*' },
    },
  ]);
});

test.each([
  ['own/anything', '0.0012', 'vllm/* as own/*'],
  ['own/*', '0.0012', 'vllm/* as own/*'],
  ['openai/gpt-4o', '0.0035', 'openai/gpt-4o'],
  ['gpt-5', '0.0035', 'openai/gpt-4o'],
  ['openai/nobody-knows', '1100', 'openai/* as openai/*'],
])('a quote for %s is what a call of it costs', async (model, amount, subject) => {
  const { priceQuote } = await ask(
    `query ($model: String!) {
      priceQuote(model: $model, usage: { inputTokens: 1000, outputTokens: 100 }) {
        amount { amount } steps { subject found { name } }
      }
    }`,
    { model },
  );
  expect(priceQuote.amount.amount).toBe(amount);
  expect(priceQuote.steps.at(-1)).toMatchObject({ subject, found: { name: expect.any(String) } });
});

test('no price can be set for one: it would be the price of nothing', async () => {
  const { setPrice } = await ask(
    `mutation {
      setPrice(input: { subject: "openai/*", components: [] }, idempotencyKey: "k") {
        userErrors { code path }
      }
    }`,
  );
  expect(setPrice.userErrors).toContainEqual({ code: 'INVALID', path: ['input', 'subject'] });
});

import { type Provider, waitForUpdate } from '@pydantic/genai-prices';
import { describe, expect, test } from 'vitest';
import { resolvePrice, shippedBook } from '../index.ts';
import { resolveModel } from './resolve-model.ts';

const catalogue = (await waitForUpdate()) as Provider[];

describe('a name', () => {
  test.each([
    ['openai', 'gpt-4o', 'openai/gpt-4o', 'own name'],
    ['openai', ' GPT-4o', 'openai/gpt-4o', 'own name'],
    ['openai', 'gpt-4o-2024-08-06', 'openai/gpt-4o', 'published pattern'],
    ['openai', 'gpt-4o-2024-05-13', 'openai/gpt-4o-2024-05-13', 'own name'],
    ['openai', 'chatgpt-4o-latest', 'openai/chatgpt-4o-latest', 'own name'],
    ['openai', 'gpt-5-2099-01-01', 'openai/gpt-5', 'snapshot'],
    ['openai', 'ft:gpt-4o-mini-2024-07-18:org::id', 'openai/ft:gpt-4o-mini', 'published pattern'],
    ['anthropic', 'claude-sonnet-4-5-20250929', 'anthropic/claude-sonnet-4-5', 'published pattern'],
    ['anthropic', 'claude-3-5-sonnet-latest', 'anthropic/claude-3-5-sonnet', 'published pattern'],
    ['google', 'models/gemini-2.5-pro', 'google/gemini-2.5-pro', 'own name'],
    ['google', 'publishers/google/models/gemini-2.5-flash', 'google/gemini-2.5-flash', 'own name'],
    ['google', 'claude-sonnet-4-5@20250929', 'google/claude-sonnet-4-5', 'published pattern'],
    ['azure', 'gpt-5-mini', 'openai/gpt-5-mini', 'price of its makers'],
    ['fireworks', 'accounts/fireworks/models/deepseek-v3p2', 'fireworks/deepseek-v3p2', 'own name'],
    [
      'aws',
      'us.anthropic.claude-sonnet-4-20250514-v1:0',
      'aws/regional.anthropic.claude-sonnet-4-20250514-v1:0',
      'published pattern',
    ],
    [
      'aws',
      'global.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'aws/global.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'own name',
    ],
    [
      'aws',
      'arn:aws:bedrock:us-east-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'aws/regional.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'published pattern',
    ],
    ['aws', 'us-west-2/us.amazon.nova-pro-v1:0', 'aws/amazon.nova-pro-v1:0', 'published pattern'],
  ])('%s: %s is %s, by %s', (provider, name, subject, rule) => {
    const resolution = resolveModel(provider, name);
    expect(resolution.subject).toBe(subject);
    expect(resolution.steps.at(-1)).toMatchObject({ rule, found: [subject] });
  });

  test.each([
    ['openai', 'gpt-4o-2099-12-31', ['openai/gpt-4o', 'openai/gpt-4o-2024-05-13'], 'snapshot'],
    ['openai', 'gpt-4o-latest', ['openai/gpt-4o', 'openai/gpt-4o-2024-05-13'], 'latest'],
  ])('%s: %s has two prices it could be of, and none is guessed', (provider, name, of, rule) => {
    const { subject, candidates, steps } = resolveModel(provider, name);
    expect({ subject, candidates, rule: steps.at(-1)?.rule }).toEqual({
      subject: null,
      candidates: of,
      rule,
    });
  });

  test.each([
    ['openai', 'gpt-4o-made-up'],
    ['openai', 'ft:gpt-4.1-mini-2025-04-14:acme::id'],
    ['azure', 'gpt-4o-2024-08-06.ft-0e0a1b2c'],
    ['azure', 'my-deployment'],
    ['aws', 'xx.anthropic.claude-sonnet-4-5-20250929-v1:0'],
    ['aws', 'arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.nova-lite-v1:0/abc'],
    ['nobody', 'gpt-4o'],
    ['constructor', 'gpt-4o'],
    ['openai', ''],
    ['openai', '-2024-08-06'],
  ])('%s: %j has no price, and is not given that of another', (provider, name) => {
    expect(resolveModel(provider, name)).toMatchObject({ subject: null, candidates: [] });
  });

  test('a fine-tune nobody lists does not cost what its base model does', () => {
    expect(resolveModel('openai', 'ft:gpt-4.1-mini-2025-04-14:acme::id').steps.at(-1)).toEqual({
      rule: 'fine-tune',
      tried: 'prices of fine-tunes of gpt-4.1-mini-2025-04-14',
      found: [],
    });
  });

  test('every model of the catalogue is found by its own name, none by two', () => {
    const named = catalogue.flatMap((provider) =>
      provider.models.map((model) => [provider.id, model.id] as const),
    );
    expect(named).toHaveLength(1694);
    for (const [provider, model] of named) {
      expect(resolveModel(provider, model).subject).toBe(`${provider}/${model}`);
    }
  });
});

describe('the price of a model', () => {
  const at = new Date('2026-11-25T00:00:00Z');

  test('of a private name is that of the base model it states', () => {
    const model = { provider: 'azure', upstreamModel: 'prod-chat', baseModel: 'azure/gpt-4o' };
    const { price, place, candidates } = resolvePrice(model, shippedBook(), at);
    expect(place).toEqual({ layer: 'catalogue', subject: 'openai/gpt-4o' });
    expect(price?.version).toContain('openai/gpt-4o');
    expect(candidates).toEqual([]);
  });

  test('that is not one says what it may be and everywhere it was looked for', () => {
    const model = { provider: 'openai', upstreamModel: 'gpt-4o-latest', baseModel: null };
    expect(resolvePrice(model, shippedBook(), at)).toMatchObject({
      price: null,
      place: null,
      looked: [
        { place: { layer: 'custom', subject: 'openai/gpt-4o-latest' }, priced: false },
        { place: { layer: 'import', subject: 'openai/gpt-4o-latest' }, priced: false },
      ],
      candidates: ['openai/gpt-4o', 'openai/gpt-4o-2024-05-13'],
    });
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deploymentConfig } from '../../../test/testkit/gateway-harness.ts';
import { Secret } from '../../kernel/index.ts';
import type { DeploymentConfig } from '../../platform/config/index.ts';
import { onlyBase, PriceBook } from '../../pricing/index.ts';
import { INFERENCE_ROUTES, type RouteName } from '../routes/index.ts';
import { type Deployment, type DeploymentPattern, isPattern } from './deployment.ts';
import { createDeployments } from './deployments.ts';

const OPTIONS = { simBaseUrl: 'http://sim/v1', fallbackPrice: null };
const AT = new Date('2026-03-01T00:00:00Z');
const AT_HOME = { apiBase: 'http://own.example/v1' };

/** `model` as `litellm_params.model` has it. */
function config(modelName: string, model: string, more: Partial<DeploymentConfig> = {}) {
  const [provider = '', ...rest] = model.split('/');
  const isAny = model === '*';
  return deploymentConfig({
    id: 'made',
    modelName,
    provider,
    upstreamModel: isAny ? '*' : rest.join('/'),
    accessTo: isAny ? () => ({ apiKey: null, apiBase: null, aws: null }) : null,
    settings: {},
    ...more,
  });
}

function problemsOf(...args: Parameters<typeof config>): string[] {
  return createDeployments([config(...args)], OPTIONS).problems;
}

function pattern(...args: Parameters<typeof config>): DeploymentPattern {
  const { deployments, problems } = createDeployments([config(...args)], OPTIONS);
  expect(problems).toEqual([]);
  const [made] = deployments;
  if (made === undefined || !isPattern(made)) throw new Error('not a pattern');
  return made;
}

const targetOf = (deployment: Deployment | null) =>
  deployment && `${deployment.provider}/${deployment.upstreamModel}`;

describe('where a name leads', () => {
  test.each([
    ['anthropic/*', 'anthropic/*', 'anthropic/claude-x', 'anthropic/claude-x'],
    ['mine/*', 'openai/*', 'mine/gpt-4o', 'openai/gpt-4o'],
    ['*', 'openai/*', 'gpt-4o', 'openai/gpt-4o'],
    ['*', 'openrouter/*', 'meta/llama', 'openrouter/meta/llama'],
    ['*', '*', 'groq/openai/gpt-oss', 'groq/openai/gpt-oss'],
    ['*', '*', 'gpt-4o', null],
    ['*', '*', '/gpt-4o', null],
    ['*', '*', 'groq/', null],
    ['*', '*', 'nobody/gpt-4o', null],
    ['*', '*', '__proto__/gpt-4o', null],
    ['*', '*', 'azure/gpt-4o', null],
    ['gpt-*', 'openai/gpt-4o', 'gpt-5', 'openai/gpt-4o'],
    ['fo::*:static::*', 'openai/fo::*:static::*', 'fo::a:static::b', 'openai/fo::a:static::b'],
    ['*-*', 'openai/*/*', 'a-b', 'openai/a/b'],
    ['anthropic/*', 'anthropic/*', 'openai/gpt-4o', null],
    ['anthropic/*', 'anthropic/*', 'anthropic/', null],
    ['anthropic/*', 'anthropic/*', 'anthropic/*', null],
  ])('%s of %s: %s to %s', (modelName, model, name, target) => {
    expect(targetOf(pattern(modelName, model).deploymentFor(name))).toBe(target);
  });

  test('a name without end, or one that is no text, leads nowhere', () => {
    const all = pattern('*', 'openai/*');
    const names = [
      'a\0b',
      'a\nb',
      '\ud800',
      ' a',
      'a ',
      '',
      'a'.repeat(257),
      'a'.repeat(10_000_000),
    ];
    expect(names.map((name) => all.deploymentFor(name))).toEqual(names.map(() => null));
    expect(all.deploymentFor('a'.repeat(256))).not.toBeNull();
  });

  test('what is made for a name is made once, and for one target once', () => {
    const one = pattern('gpt-*', 'openai/gpt-4o');
    expect(one.deploymentFor('gpt-5')).toBe(one.deploymentFor('gpt-6'));
    const each = pattern('openai/*', 'openai/*');
    expect(each.deploymentFor('openai/a')).toBe(each.deploymentFor('openai/a'));
  });

  test('of names without end only the latest are kept', () => {
    const all = pattern('*', 'openai/*');
    const [kept, first] = [all.deploymentFor('kept'), all.deploymentFor('first')];
    for (let i = 0; i < 1_000; i += 1) {
      all.deploymentFor(`other-${i}`);
      expect(all.deploymentFor('kept')).toBe(kept);
    }
    expect(all.deploymentFor('first')).not.toBe(first);
  });

  test('it is found again by its id, in another process too', () => {
    const [one, other] = [pattern('a/*', 'openai/*'), pattern('a/*', 'openai/*')];
    const made = one.deploymentFor('a/gpt/ä 4o');
    expect(made?.id).toMatch(/^made\/[\w-]+$/);
    expect(other.deploymentWithId(made?.id ?? '')).toMatchObject({
      upstreamModel: 'gpt/ä 4o',
      account: made?.account,
    });
    for (const id of ['made', 'made/', 'made/%', 'other/b3BlbmFpL2E']) {
      expect(other.deploymentWithId(id)).toBeNull();
    }
  });

  test('a base model with a * is filled as the model is', () => {
    const sim = pattern('sim/*', 'sim/*', { baseModel: 'openai/*' });
    expect(sim.deploymentFor('sim/gpt-4o')).toMatchObject({ baseModel: 'openai/gpt-4o' });
    expect(sim.deploymentFor('sim/gpt-4o')?.price.at(AT)?.version).toContain('openai/gpt-4o');
  });

  test('access to the provider that a call names is its own', () => {
    const access = (provider: string) => ({
      apiKey: new Secret(`key-of-${provider}`),
      apiBase: provider === 'azure' ? 'https://r.openai.azure.com' : null,
      aws: null,
    });
    const any = pattern('*', '*', { accessTo: access });
    const [chat] = INFERENCE_ROUTES;
    if (chat === undefined) throw new Error('no routes');
    const sent = (name: string) => any.deploymentFor(name)?.headersFor(chat);
    expect(sent('groq/a')).toMatchObject({ authorization: 'Bearer key-of-groq' });
    expect(sent('azure/a')).toMatchObject({ 'api-key': 'key-of-azure' });
  });
});

describe('a model in the address', () => {
  const route = (name: RouteName) =>
    INFERENCE_ROUTES.find((each) => each.name === name) as (typeof INFERENCE_ROUTES)[number];
  const azure = pattern('*', 'azure/*', { apiBase: 'https://r.openai.azure.com' });
  const gemini = pattern('*', 'gemini/*');
  const paths = (name: string) => [
    azure.deploymentFor(name)?.pathOf(route('chat.completions')),
    gemini.deploymentFor(name)?.pathOf(route('generate_content')),
  ];

  test('is one part of it, whatever stands in the name', () => {
    expect(paths('a?b#c/d%2e%2f\\é')).toEqual([
      '/openai/deployments/a%3Fb%23c%2Fd%252e%252f%5C%C3%A9/chat/completions?api-version=2024-10-21',
      '/v1beta/models/a%3Fb%23c%2Fd%252e%252f%5C%C3%A9:generateContent',
    ]);
  });

  test.each(['..', '.', 'a/../b', '../b', 'a/..', 'a\\..\\b', './a'])(
    'leads nowhere else: %s is taken by nobody',
    (name) => {
      expect(paths(name)).toEqual([undefined, undefined]);
    },
  );

  test('is so of whatever is asked for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const [path] = paths(name);
        if (path === undefined) return;
        const { pathname } = new URL(path, 'https://r.openai.azure.com');
        const [start, end] = ['/openai/deployments/', '/chat/completions'];
        expect(decodeURIComponent(pathname.slice(start.length, -end.length))).toBe(name);
      }),
    );
  });
});

describe('names that are known', () => {
  test('are those of the models that have a price, by the name callers use', () => {
    const names = pattern('claude/*', 'anthropic/*').namesAt(AT);
    expect(names).toContain('claude/claude-sonnet-4-5');
    expect(names.every((name) => name.startsWith('claude/claude-'))).toBe(true);
    expect(pattern('gpt-*', 'openai/gpt-*').namesAt(AT)).toContain('gpt-4o');
    expect(pattern('sim/*', 'sim/*', { baseModel: 'openai/gpt-*' }).namesAt(AT)).toContain(
      'sim/4o',
    );
  });

  test('are those too that got a price here, for as long as it holds', () => {
    const book = new PriceBook();
    const { deployments } = createDeployments([config('own/*', 'vllm/*', AT_HOME)], {
      ...OPTIONS,
      book,
    });
    const [own] = deployments.filter(isPattern);
    expect(own?.namesAt(AT)).toEqual(['own/*']);
    const price = { version: 'custom', prices: onlyBase({}) };
    const [effectiveFrom, effectiveUntil] = [AT, new Date('2026-04-01T00:00:00Z')];
    const entry = { effectiveFrom, effectiveUntil, fromMinute: 0, untilMinute: 1440, price };
    book.put([{ layer: 'custom', subject: 'vllm/llama', revision: 1, entries: [entry] }]);
    expect(own?.namesAt(AT)).toEqual(['own/llama']);
    expect(own?.deploymentFor('own/llama')?.price.at(AT)).toBe(price);
    expect(own?.namesAt(effectiveUntil)).toEqual(['own/*']);
  });

  test('are those of every provider that can be reached', () => {
    const names = pattern('*', '*').namesAt(AT);
    expect(names).toEqual(expect.arrayContaining(['openai/gpt-4o', 'gemini/gemini-2.5-pro']));
    expect(names.filter((name) => name.startsWith('azure/'))).toEqual([]);
  });

  test.each([
    ['vllm/*', 'vllm/*'],
    ['gpt-*', 'openai/gpt-4o'],
  ])('are none of %s of %s: it stands for itself', (modelName, model) => {
    expect(pattern(modelName, model, AT_HOME).namesAt(AT)).toEqual([modelName]);
  });

  test.each([
    ['anthropic/*', 'anthropic/*'],
    ['*', '*'],
  ])('of %s of %s are all taken in', (modelName, model) => {
    const known = pattern(modelName, model);
    const names = known.namesAt(AT);
    expect(names.filter((name) => known.deploymentFor(name) === null)).toEqual([]);
  });
});

describe('what cannot be meant', () => {
  test.each([
    [
      'gpt',
      'openai/*',
      {},
      'litellm_params.model: "openai/*" must have as many * as "gpt", or none',
    ],
    [
      'a*b*',
      'openai/*',
      {},
      'litellm_params.model: "openai/*" must have as many * as "a*b*", or none',
    ],
    [
      'a*',
      'openai/*-*',
      {},
      'litellm_params.model: "openai/*-*" must have as many * as "a*", or none',
    ],
    ['a*', 'open*/x', {}, 'litellm_params.model: "open*/x" must name its provider, or be just "*"'],
    [
      'gpt-*',
      'openai/gpt-4o',
      { baseModel: 'openai/*' },
      'model_info.base_model: "openai/*" must have as many * as "openai/gpt-4o", or none',
    ],
    [
      'a*',
      'openai/gpt-*',
      { settings: { health_check_model: 'openai/o3' } },
      'model_info.health_check_model: "openai/o3" is not one of "openai/gpt-*"',
    ],
    [
      '*',
      '*',
      { apiKey: new Secret('k') },
      'litellm_params.model: with "*" a key or an address would be for whatever provider a caller names: give them to an entry that names its provider',
    ],
    ['a*', 'vllm/*', {}, 'litellm_params.api_base: is needed for the provider "vllm"'],
  ])('%s of %s', (modelName, model, more, problem) => {
    expect(problemsOf(modelName, model, more)).toEqual([`model_list[0].${problem}`]);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { deploymentConfig } from '../../../test/testkit/gateway-harness.ts';
import { Secret } from '../../kernel/index.ts';
import { INFERENCE_ROUTES } from '../routes/index.ts';
import type { Deployment } from './deployment.ts';
import { createDeployments } from './deployments.ts';
import { PROVIDERS, type Provider, providerNamed } from './providers.ts';

const ISSUE =
  'openai azure anthropic gemini bedrock xai perplexity mistral groq deepseek ollama vllm';
const DOCUMENT = new URL('../../../../../docs/providers.md', import.meta.url);

const aws = {
  region: 'eu-west-1',
  accessKeyId: 'AK',
  secretAccessKey: new Secret('aws-secret'),
  sessionToken: null,
};

function deploymentAt(name: string, apiBase: string | null = null): Deployment {
  const { deployments, problems } = createDeployments(
    [
      deploymentConfig({
        provider: name,
        upstreamModel: 'real model',
        apiKey: new Secret('the-key'),
        apiBase,
        aws: name === 'bedrock' ? aws : null,
      }),
    ],
    { simBaseUrl: 'http://sim/v1', fallbackPrice: null },
  );
  expect(problems).toEqual([]);
  return deployments[0] as Deployment;
}

const everyOne = Object.entries(PROVIDERS);

describe('the table of providers', () => {
  test('has every provider that was promised', () => {
    expect(ISSUE.split(' ').filter((name) => PROVIDERS[name] === undefined)).toEqual([]);
  });

  test.each(everyOne)('%s can be called at every route it offers', (name, provider) => {
    const deployment = deploymentAt(name, provider.apiBase === null ? 'https://own.example' : null);
    for (const route of INFERENCE_ROUTES.filter(({ name: each }) => provider.routes.has(each))) {
      expect(deployment.pathOf(route)).toMatch(/^\/[^ ]*$/);
      const translated = provider.translation?.routes.has(route.name) ?? false;
      const sent = JSON.stringify(deployment.headersFor(route));
      if (!translated) expect(sent).toContain('the-key');
      expect(sent).not.toContain('undefined');
    }
  });

  test.each(everyOne)('%s translates no route that it does not offer', (_, provider) => {
    const translated = provider.translation?.routes ?? new Set();
    expect([...translated].filter((route) => !provider.routes.has(route))).toEqual([]);
  });

  test('is what docs/providers.md shows', () => {
    const document = readFileSync(DOCUMENT, 'utf8');
    for (const part of [facts(), routes()]) expect(document).toContain(part);
  });
});

describe('Azure', () => {
  const route = (name: string) =>
    INFERENCE_ROUTES.find((each) => each.name === name) as (typeof INFERENCE_ROUTES)[number];
  const pathAt = (apiBase: string, apiVersion: string | null, name = 'chat.completions') => {
    const config = deploymentConfig({
      provider: 'azure',
      upstreamModel: 'my gpt',
      apiKey: new Secret('k'),
      apiBase,
      apiVersion,
    });
    const { deployments } = createDeployments([config], { simBaseUrl: '', fallbackPrice: null });
    return (deployments[0] as Deployment).pathOf(route(name));
  };

  test.each([
    [
      'https://r.openai.azure.com',
      null,
      '/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21',
    ],
    [
      'https://r.openai.azure.com/',
      '2025-01-01-preview',
      '/openai/deployments/my%20gpt/chat/completions?api-version=2025-01-01-preview',
    ],
    [
      'https://gw.example/team/openai',
      '2024-06-01',
      '/team/openai/deployments/my%20gpt/chat/completions?api-version=2024-06-01',
    ],
    [
      'https://r.openai.azure.com/openai/deployments/my%20gpt',
      '2024-06-01',
      '/openai/deployments/my%20gpt/chat/completions?api-version=2024-06-01',
    ],
    ['https://r.openai.azure.com/openai/v1', null, '/openai/v1/chat/completions'],
    ['https://r.openai.azure.com', 'v1', '/openai/v1/chat/completions'],
  ])('at %s, version %s, is asked at %s', (base, version, path) => {
    expect(pathAt(base, version)).toBe(path);
  });

  test('has the Responses API in its undated API only', () => {
    expect(pathAt('https://r.openai.azure.com', null, 'responses')).toBe('/openai/v1/responses');
  });

  test('gets its key in a header of its own', () => {
    const headers = deploymentAt('azure', 'https://r.openai.azure.com').headersFor(
      route('embeddings'),
    );
    expect(headers).toMatchObject({ 'api-key': 'the-key' });
    expect(headers).not.toHaveProperty('authorization');
  });
});

describe('what a provider needs', () => {
  const problemsOf = (config: Parameters<typeof deploymentConfig>[0]) =>
    createDeployments([deploymentConfig(config)], { simBaseUrl: '', fallbackPrice: null }).problems;

  test.each([
    [{ provider: 'azure' }, 'api_base'],
    [{ provider: 'vllm' }, 'api_base'],
    [{ provider: 'unheard-of' }, 'api_base'],
    [{ provider: 'bedrock', aws: { ...aws, region: null } }, 'aws_region_name'],
    [{ provider: 'bedrock', aws: { ...aws, secretAccessKey: null } }, 'aws_access_key_id'],
  ])('%j: %s is asked for', (config, member) => {
    expect(problemsOf(config)).toEqual([expect.stringContaining(`litellm_params.${member}:`)]);
  });

  test('Bedrock is content with an API key', () => {
    const none = { ...aws, accessKeyId: null, secretAccessKey: null };
    expect(problemsOf({ provider: 'bedrock', aws: none, apiKey: new Secret('k') })).toEqual([]);
  });

  test('an address of Anthropic without its version gets it', () => {
    const messages = INFERENCE_ROUTES.find(({ name }) => name === 'messages');
    for (const base of ['https://api.anthropic.com', 'https://api.anthropic.com/v1']) {
      expect(messages && deploymentAt('anthropic', base).pathOf(messages)).toBe('/v1/messages');
    }
  });

  test('Gemini has its own API beside the one that speaks OpenAI’s language', () => {
    const paths = INFERENCE_ROUTES.filter(({ dialect }) => dialect === 'gemini').map((route) =>
      deploymentAt('gemini').pathOf(route),
    );
    expect(paths).toEqual([
      '/v1beta/models/real%20model:generateContent',
      '/v1beta/models/real%20model:streamGenerateContent?alt=sse',
      '/v1beta/models/real%20model:countTokens',
    ]);
  });

  test('LiteLLM’s other names mean the same provider', () => {
    expect(providerNamed('hosted_vllm')).toBe(providerNamed('vllm'));
    expect(deploymentAt('ollama_chat').provider).toBe('ollama');
  });
});

const named = everyOne.map(([name, provider]) => ({ name, provider }));

function facts(): string {
  const rows = named.map(({ name, provider }) => [
    `${provider.title} (\`${name}\`)`,
    addressOf(name, provider),
    KEYS[provider.credential],
    provider.streamUsage === 'asked' ? 'asked for' : 'always there',
    provider.reasoning === 'beside' ? 'beside the output' : 'inside the output',
    provider.outputLimit === 'either' ? 'either name' : '`max_tokens`',
    provider.whenAbandoned === 'stop' ? 'stopped' : 'read to its end',
  ]);
  const head = [
    'provider',
    'address unless set',
    'key goes as',
    'usage in streams',
    'reasoning is counted',
    'longest answer',
    'an abandoned stream is',
  ];
  return table(head, rows);
}

const KEYS = {
  bearer: 'bearer token',
  'api-key': '`api-key`',
  'x-api-key': '`x-api-key`',
  aws: 'AWS signature, or bearer token',
};

function addressOf(name: string, { apiBase, paths }: Provider): string {
  if (apiBase !== null) return `\`${apiBase}\``;
  if (name === 'sim') return 'built in';
  if (name === 'bedrock') return 'by `aws_region_name`';
  return paths === 'azure' ? '`api_base`: the resource' : '`api_base` is needed';
}

function routes(): string {
  const rows = INFERENCE_ROUTES.map(({ name, path }) => [
    `\`${path}\``,
    named
      .filter(({ provider }) => provider.routes.has(name))
      .map((each) => (each.provider.translation?.routes.has(name) ? `*${each.name}*` : each.name))
      .join(', '),
  ]);
  return table(['route', 'offered by (translated in italics)'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

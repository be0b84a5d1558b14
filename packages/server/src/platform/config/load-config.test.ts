import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadConfig } from './load-config.ts';

const NO_MORE_PROBLEMS = () => [];

const directory = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(directory, { recursive: true }));

function load(yaml: string, env: NodeJS.ProcessEnv = {}) {
  const path = join(directory, 'config.yaml');
  writeFileSync(path, yaml);
  return loadConfig({ TOLLGATE_CONFIG: path, ...env }, NO_MORE_PROBLEMS);
}

const LITELLM_FILE = `
model_list:
  - model_name: gpt-4o
    litellm_params: &openai
      model: openai/gpt-4o
      api_key: os.environ/OPENAI_API_KEY
      rpm: 100
  - model_name: azure-gpt-3.5
    litellm_params:
      model: azure/my-deployment
      api_base: https://example.openai.azure.com/
      api_key: "azure-secret"
      api_version: "2024-06-01"
    model_info:
      base_model: azure/gpt-4o
      input_cost_per_token: 1.5e-07
      output_cost_per_token: 0.00000060
  - model_name: bare
    litellm_params: { model: gpt-4o-mini, api_key: }
general_settings:
  master_key: os.environ/MY_MASTER_KEY
litellm_settings:
  callbacks: ["langfuse"]
router_settings:
  routing_strategy: simple-shuffle
`;

describe('configuration', () => {
  test("takes a LiteLLM user's file as it is", () => {
    const config = load(LITELLM_FILE, { OPENAI_API_KEY: 'sk-openai', MY_MASTER_KEY: 'sk-master' });
    expect(config.masterKey?.reveal()).toBe('sk-master');
    expect(config.deployments).toMatchObject([
      { modelName: 'gpt-4o', provider: 'openai', upstreamModel: 'gpt-4o', apiBase: null },
      {
        modelName: 'azure-gpt-3.5',
        provider: 'azure',
        upstreamModel: 'my-deployment',
        apiBase: 'https://example.openai.azure.com',
        apiVersion: '2024-06-01',
        baseModel: 'azure/gpt-4o',
      },
      { modelName: 'bare', provider: 'openai', upstreamModel: 'gpt-4o-mini' },
    ]);
    expect(config.deployments.map(({ apiKey }) => apiKey?.reveal())).toEqual([
      'sk-openai',
      'azure-secret',
      'sk-openai',
    ]);
    expect(config.deployments[0]?.apiKey?.reveal()).toBe('sk-openai');
  });

  test('takes a * for the provider that a call names, reached as one that is written out', () => {
    const entries = `[
      { model_name: "*", litellm_params: { model: "*" } },
      { model_name: "anthropic/*", litellm_params: { model: "anthropic/*" } },
    ]`;
    const env = { GROQ_API_KEY: 'of-groq', ANTHROPIC_API_KEY: 'of-anthropic' };
    const [any, one] = load(`model_list: ${entries}`, env).deployments;
    expect(any).toMatchObject({ provider: '*', upstreamModel: '*', apiKey: null });
    expect(any?.accessTo?.('groq').apiKey?.reveal()).toBe('of-groq');
    expect(one).toMatchObject({ provider: 'anthropic', upstreamModel: '*', accessTo: null });
    expect(one?.apiKey?.reveal()).toBe('of-anthropic');
  });

  test('keeps a price as the text that was written', () => {
    const config = load(LITELLM_FILE, { OPENAI_API_KEY: 'x', MY_MASTER_KEY: 'x' });
    expect(config.deployments[1]?.settings).toMatchObject({
      input_cost_per_token: '1.5e-07',
      output_cost_per_token: '0.00000060',
    });
  });

  test('reports every problem of file and environment at once', () => {
    const broken = `
model_list:
  - litellm_params: { model: openai/gpt-4o }
  - model_name: b
  - model_name: c
    litellm_params: { model: openai/c, api_key: os.environ/NOT_SET, api_base: nonsense }
tollgate_settings:
  reporting_time_zone: Mars/Olympus
  unpriced: maybe
  journal: { durability: hope }
  typo: 1
`;
    const problems = () => load(broken, { TOLLGATE_PORT: 'http', DATABASE_URL: 'mysql://x' });
    for (const part of [
      'TOLLGATE_PORT: must be a port number',
      'DATABASE_URL: must start with postgres://',
      'model_list[0].model_name: must be text',
      'model_list[1].litellm_params: is missing',
      'model_list[2].litellm_params.api_key: the environment variable NOT_SET is not set',
      'model_list[2].litellm_params.api_base: "nonsense" is not an http(s) URL',
      'tollgate_settings.reporting_time_zone: "Mars/Olympus" is not an IANA time zone',
      'tollgate_settings.unpriced: must be refuse, flag or fallback',
      'tollgate_settings.journal.durability: must be process or fsync',
      'tollgate_settings: Unrecognized key: "typo"',
    ]) {
      expect(problems).toThrow(part);
    }
  });

  test('reads what GraphQL tells and answers', () => {
    const models = 'model_list: [{ model_name: a, litellm_params: { model: openai/a } }]';
    const graphqlOf = (settings: string) => load(`${models}\ntollgate_settings: ${settings}`);
    expect(graphqlOf('{}')).toMatchObject({ introspection: true, dashboardOperationsOnly: false });
    expect(
      graphqlOf('{ graphql: { introspection: false, dashboard_operations_only: true } }'),
    ).toMatchObject({ introspection: false, dashboardOperationsOnly: true });
    expect(() => graphqlOf('{ graphql: { introspection: no } }')).toThrow('must be true or false');
  });

  test.each([
    ['tollgate_settings: { retention: { spend_events: 90d } }', 90 * 24],
    ['general_settings: { maximum_spend_logs_retention_period: 2w }', 14 * 24],
    ['general_settings: { spend_logs_max_age: "36h" }', 36],
  ])('reads how long spend events are kept: %s', (settings, hours) => {
    const models = 'model_list: [{ model_name: a, litellm_params: { model: openai/a } }]';
    const text = `${models}\n${settings}`;
    expect(load(models).keepSpendEventsMs).toBeNull();
    expect(load(text).keepSpendEventsMs).toBe(hours * 3_600_000);
    for (const wrong of ['0d', '90', '3m', '-1d']) {
      expect(() => load(text.replace(/"?\d+[dwh]"?/, wrong))).toThrow(/must be (above 0|hours)/);
    }
  });

  test("takes a LiteLLM user's budgets and limits, exact and as per cent", () => {
    const { budgets } = load(`
model_list: [{ model_name: a, litellm_params: { model: openai/a } }]
general_settings:
  rate_limits:
    - rpm_limit: 100    # requests per minute
    - tpm_limit: 10000  # tokens per minute
    - rpm_limit: 90
litellm_settings:
  max_budget: 0.1
  budget_duration: 30d
  max_end_user_budget_id: my-free-tier
  budget_alerts:
    - threshold: 0.8  # 80% of budget
      email: "admin@company.com"
    - threshold: 1.0
    - threshold: 0.3333
  tag_budget_config:
    "feature:chat": { max_budget: 25, budget_duration: monthly }
router_settings:
  provider_budget_config:
    openai: { budget_limit: 0.0000000001, time_period: 1d }
`);
    expect(budgets).toEqual({
      budgets: [
        { scope: {}, limit: '0.1', period: '30d', setting: 'litellm_settings.budget_duration' },
        {
          scope: { tag: 'feature:chat' },
          limit: '25',
          period: 'monthly',
          setting: 'litellm_settings.tag_budget_config.feature:chat',
        },
        {
          scope: { provider: 'openai' },
          limit: '0.0000000001',
          period: '1d',
          setting: 'router_settings.provider_budget_config.openai',
        },
      ],
      defaultTier: 'my-free-tier',
      thresholds: ['80', '100', '33.33'],
      requestsPerMinute: 90,
      tokensPerMinute: 10_000,
    });
  });

  test.each([
    ['max_budget: -1', 'litellm_settings.max_budget: "-1" is not an amount'],
    ['max_budget: 0.0000000000001', 'litellm_settings.max_budget: "0.0000000000001" is not'],
    ['max_budget: ten', 'litellm_settings.max_budget: "ten" is not'],
    ['budget_alerts: [{ threshold: 0 }]', 'budget_alerts[0].threshold: "0" is not a share'],
    ['tag_budget_config: { a: {} }', 'litellm_settings.tag_budget_config.a: needs a max_budget'],
    [
      'provider_budget_config: { openai: { budget_limit: -1 } }',
      'litellm_settings.provider_budget_config.openai.budget_limit: "-1" is not an amount',
    ],
    ['budget_alerts: [{ threshold: 80% }]', 'budget_alerts[0].threshold: "80%" is not a share'],
  ])('%s is refused with its place', (line, problem) => {
    const yaml = `model_list: [{ model_name: a, litellm_params: { model: openai/a } }]\nlitellm_settings:\n  ${line}`;
    expect(() => load(yaml)).toThrow(problem);
  });

  test('reads true, false and nothing in every spelling of YAML', () => {
    const file = (flag: string) =>
      `general_settings: { enforce_user_param: ${flag} }\nlitellm_settings: { allowed_fails: Null }`;
    const read = (flag: string) => load(file(flag)).attribution.requiresCustomer;
    expect(['true', 'True', 'TRUE', 'false', 'False', 'NULL'].map(read)).toEqual([
      ...[true, true, true],
      ...[false, false, false],
    ]);
    const checks =
      'model_list: [{ model_name: a, litellm_params: { model: openai/a }, model_info: { disable_background_health_check: True } }]';
    expect(load(checks).deployments[0]?.healthCheckMs).toBe(0);
  });

  test('says each problem once, an alias of nothing and a section of another shape among them', () => {
    const problemsOf = (yaml: string) => {
      try {
        return load(yaml);
      } catch (fault) {
        return (fault as Error).message.split('\n').slice(1);
      }
    };
    expect(problemsOf('model_list: [*nobody]')).toEqual([
      '  - Unresolved alias (the anchor must be set before the alias): nobody',
    ]);
    expect(problemsOf('litellm_settings: [a]')).toEqual([
      '  - litellm_settings: Invalid input: expected object, received array',
    ]);
  });

  test('broken YAML and a missing file say so', () => {
    expect(() => load('model_list: [')).toThrow('The configuration is wrong');
    expect(() => loadConfig({ TOLLGATE_CONFIG: '/nowhere.yaml' }, NO_MORE_PROBLEMS)).toThrow(
      'There is no configuration file',
    );
  });

  test('the address that callers use is a whole one, and ends without a slash, wherever it is set', () => {
    const file = (address: string) => load(`tollgate_settings: { public_url: '${address}' }`);
    const environment = (address: string) => load('', { TOLLGATE_PUBLIC_URL: address });
    for (const read of [file, environment]) {
      expect(read('https://llm.example.com/').publicUrl).toBe('https://llm.example.com');
      for (const address of ['llm.example.com:443', 'ftp://llm.example.com']) {
        expect(() => read(address)).toThrow(`"${address}" is not an http(s) URL`);
      }
    }
  });

  test('an address of a database in the file is judged as the one in the environment', () => {
    const file = 'general_settings: { database_url: mysql://db }';
    expect(() => load(file)).toThrow('general_settings.database_url: must start with postgres://');
    expect(() => load('', { DATABASE_URL: 'mysql://db' })).toThrow('DATABASE_URL: must start with');
  });

  test('a master key that nobody could send is refused, and not told', () => {
    for (const key of ['two words', 'clé', 'k'.repeat(257)]) {
      const inFile = () => load('general_settings: { master_key: os.environ/KEY }', { KEY: key });
      const inEnvironment = () => load('', { TOLLGATE_MASTER_KEY: key });
      for (const [read, name] of [
        [inFile, 'general_settings.master_key'],
        [inEnvironment, 'TOLLGATE_MASTER_KEY'],
      ] as const) {
        expect(read).toThrow(`${name}: must be at most 256 ASCII characters without spaces`);
        expect(read).not.toThrow(key);
      }
    }
  });

  test('secrets do not print', () => {
    const config = load(LITELLM_FILE, { OPENAI_API_KEY: 'sk-openai', MY_MASTER_KEY: 'sk-master' });
    expect(JSON.stringify(config)).not.toMatch(/sk-openai|sk-master|azure-secret/);
  });

  const keysOf = (params: string, env: NodeJS.ProcessEnv) => {
    const yaml = `model_list: [{ model_name: m, litellm_params: { ${params} } }]`;
    const [deployment] = load(yaml, env).deployments;
    return {
      apiKey: deployment?.apiKey?.reveal() ?? null,
      region: deployment?.aws?.region,
      accessKeyId: deployment?.aws?.accessKeyId,
      secretAccessKey: deployment?.aws?.secretAccessKey?.reveal(),
      sessionToken: deployment?.aws?.sessionToken?.reveal(),
      settings: deployment?.settings,
    };
  };

  test('takes a key from the environment, for the address of its provider only', () => {
    const env = { GROQ_API_KEY: 'gsk', OPENAI_API_KEY: 'sk', GEMINI_API_KEY: 'g' };
    expect(keysOf('model: groq/llama', env).apiKey).toBe('gsk');
    expect(keysOf('model: gemini/gemini-2.5-pro', env).apiKey).toBe('g');
    expect(keysOf('model: groq/llama, api_key: own', env).apiKey).toBe('own');
    expect(keysOf('model: openai/x, api_base: "http://elsewhere/v1"', env).apiKey).toBeNull();
  });

  test('takes AWS credentials from the file or the environment, never half of each', () => {
    const env = {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKENV',
      AWS_SECRET_ACCESS_KEY: 'env-secret',
      AWS_SESSION_TOKEN: 'env-session',
    };
    const model = 'model: bedrock/amazon.nova-pro-v1:0';
    expect(keysOf(model, env)).toMatchObject({
      apiKey: null,
      region: 'eu-west-1',
      accessKeyId: 'AKENV',
      secretAccessKey: 'env-secret',
      sessionToken: 'env-session',
    });
    const own =
      'aws_access_key_id: AKOWN, aws_secret_access_key: own-secret, aws_region_name: us-west-2';
    expect(keysOf(`${model}, ${own}`, { ...env, AWS_BEARER_TOKEN_BEDROCK: 'bearer' })).toEqual({
      apiKey: null,
      region: 'us-west-2',
      accessKeyId: 'AKOWN',
      secretAccessKey: 'own-secret',
      sessionToken: undefined,
      settings: {},
    });
    expect(keysOf(model, { ...env, AWS_BEARER_TOKEN_BEDROCK: 'bearer' }).apiKey).toBe('bearer');
  });
});

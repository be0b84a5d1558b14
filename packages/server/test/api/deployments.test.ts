import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Sealer } from '../../src/platform/sealing/index.ts';
import { type Api, startApi, testEncryptionKey } from '../testkit/api-harness.ts';
import { deploymentConfig } from '../testkit/gateway-harness.ts';
import { signIn } from '../testkit/sign-in.ts';

const KEY = 'sk-provider-0123456789';
const ENCRYPTION = { first: testEncryptionKey(), second: testEncryptionKey() };
let api: Api;

beforeAll(async () => {
  api = await startApi({
    sealer: new Sealer([ENCRYPTION.first]),
    fileDeployments: [
      deploymentConfig({
        id: 'of-the-file',
        modelName: 'gpt-4o',
        settings: { input_cost_per_token: '1', aws_secret_access_key: 'hidden' },
      }),
    ],
  });
});
afterAll(() => api[Symbol.asyncDispose]());
beforeEach(async () => {
  await api.pool.query('delete from deployment');
  await api.deployments.directory.reload();
});

const FIELDS = `id source revision modelName provider upstreamModel apiBase settings { name value }
  apiKeyLastFour secretSettingNames tags unpriced weight order problem createdBy updatedBy`;
const CREATE = `mutation ($input: CreateDeploymentInput!) {
  createDeployment(input: $input) { deployment { ${FIELDS} } userErrors { code path message } }
}`;
const UPDATE = `mutation ($id: ID!, $revision: Int!, $input: UpdateDeploymentInput!) {
  updateDeployment(id: $id, expectedRevision: $revision, input: $input) {
    deployment { ${FIELDS} } userErrors { code path message }
  }
}`;
const REMOVE = `mutation ($id: ID!) {
  removeDeployment(id: $id) { removedId userErrors { code path } }
}`;

const GPT = {
  modelName: 'gpt-4o',
  provider: 'openai',
  upstreamModel: 'gpt-4o',
  apiKey: KEY,
  settings: [{ name: 'input_cost_per_token', value: '0.0000025' }],
};

async function create(input: object = {}) {
  const { data, errors } = await api.graphql(CREATE, { input: { ...GPT, ...input } });
  expect(errors).toBeUndefined();
  return data.createDeployment;
}

async function update(id: string, revision: number, input: object) {
  const { data, errors } = await api.graphql(UPDATE, { id, revision, input });
  expect(errors).toBeUndefined();
  return data.updateDeployment;
}

async function list(args = '') {
  const { data, errors } = await api.graphql(
    `{ deployments${args} { nodes { ${FIELDS} } pageInfo { hasNextPage endCursor } } }`,
  );
  expect(errors).toBeUndefined();
  return data.deployments;
}

const routedNow = () => api.routed.at(-1) ?? [];

describe('a deployment in the database', () => {
  test('is called from the answer on, by the names and with the key it was given', async () => {
    const { deployment, userErrors } = await create({ weight: 0.5, order: 2, tags: ['region:eu'] });
    expect(userErrors).toEqual([]);
    expect(deployment).toMatchObject({
      source: 'DATABASE',
      revision: 1,
      apiKeyLastFour: '6789',
      weight: 0.5,
      order: 2,
      tags: ['region:eu'],
      createdBy: 'Master key',
    });
    expect(routedNow()).toEqual([
      expect.objectContaining({
        modelName: 'gpt-4o',
        provider: 'openai',
        settings: { input_cost_per_token: '0.0000025' },
        weight: 0.5,
        tags: ['region:eu'],
      }),
    ]);
    expect(routedNow()[0]?.apiKey?.reveal()).toBe(KEY);
  });

  test('shares its model name with one of the file; both are listed', async () => {
    await create();
    const { nodes } = await list();
    expect(nodes.map((node: { source: string }) => node.source).sort()).toEqual([
      'DATABASE',
      'FILE',
    ]);
  });

  test('may have a pattern for its name, but must name its provider', async () => {
    const pattern = { modelName: 'openai/*', upstreamModel: '*' };
    const { deployment } = await create(pattern);
    expect(deployment).toMatchObject({ ...pattern, provider: 'openai', problem: null });
    expect(routedNow()).toMatchObject([pattern]);
    for (const input of [
      { ...pattern, upstreamModel: '*-*' },
      { ...pattern, provider: '*' },
      { ...pattern, modelName: 'openai' },
    ]) {
      const { userErrors } = await create(input);
      expect(userErrors).toMatchObject([{ code: 'INVALID' }]);
    }
  });

  test('keeps its secrets out of the table, the answers and the errors', async () => {
    const secretSettings = [
      { name: 'aws_access_key_id', value: 'AKIA-1' },
      { name: 'aws_secret_access_key', value: 'wJalrXUtnFEMI' },
    ];
    const settings = [{ name: 'aws_region_name', value: 'eu-west-1' }];
    const made = await create({ provider: 'bedrock', settings, secretSettings });
    expect(made.deployment.secretSettingNames).toEqual([
      'aws_access_key_id',
      'aws_secret_access_key',
    ]);
    const { rows } = await api.pool.query('select deployment::text as row from deployment');
    const refused = await create({ secretSettings, provider: '', apiKey: `${KEY} ` });
    const shown = JSON.stringify([made, rows, refused, await list()]);
    for (const secret of [KEY, 'wJalrXUtnFEMI', Buffer.from(KEY).toString('hex')]) {
      expect(shown).not.toContain(secret);
    }
    expect(routedNow()[0]?.aws?.secretAccessKey?.reveal()).toBe('wJalrXUtnFEMI');
  });

  test('shows nothing of a key too short to be shown in part', async () => {
    expect((await create({ apiKey: 'short-key' })).deployment.apiKeyLastFour).toBeNull();
  });

  test('changes what is named and keeps the rest, its key too', async () => {
    const { deployment } = await create();
    const changed = await update(deployment.id, 1, { modelName: 'fast', weight: 3 });
    expect(changed.userErrors).toEqual([]);
    expect(changed.deployment).toEqual({
      ...deployment,
      revision: 2,
      modelName: 'fast',
      weight: 3,
    });
    expect(routedNow()[0]?.apiKey?.reveal()).toBe(KEY);
  });

  test('gets a new key, or none', async () => {
    const { deployment } = await create();
    await update(deployment.id, 1, { apiKey: 'sk-another-key-99' });
    expect(routedNow()[0]?.apiKey?.reveal()).toBe('sk-another-key-99');
    const bare = await update(deployment.id, 2, { apiKey: null });
    expect(bare.deployment.apiKeyLastFour).toBeNull();
    expect(routedNow()[0]?.apiKey).toBeNull();
  });

  test('of ten edits from one revision one is made, and the others hear of it', async () => {
    const { deployment } = await create();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, order) => update(deployment.id, 1, { order })),
    );
    const codes = answers.map(({ userErrors }) => userErrors[0]?.code ?? 'made').sort();
    expect(codes).toEqual([...Array(9).fill('CONFLICT'), 'made']);
  });

  test('that stays as it is stays the same object, whatever becomes of others', async () => {
    await create();
    const [before] = routedNow();
    await create({ modelName: 'another' });
    expect(routedNow()).toHaveLength(2);
    expect(routedNow()).toContain(before);
  });

  test('is called no more once it is removed, and can be removed once', async () => {
    const { deployment } = await create();
    const removed = await api.graphql(REMOVE, { id: deployment.id });
    expect(removed.data.removeDeployment).toEqual({ removedId: deployment.id, userErrors: [] });
    expect(routedNow()).toEqual([]);
    const again = await api.graphql(REMOVE, { id: deployment.id });
    expect(again.data.removeDeployment.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['id'] }]);
    expect((await update(deployment.id, 1, { weight: 2 })).userErrors[0].code).toBe('NOT_FOUND');
  });

  test('that another process or psql changes is called so here', async () => {
    await create();
    await api.pool.query(`update deployment set upstream_model = 'gpt-5'`);
    await expect.poll(() => routedNow()[0]?.upstreamModel).toBe('gpt-5');
    await api.pool.query('delete from deployment');
    await expect.poll(() => routedNow()).toEqual([]);
  });

  test('whose secrets another key sealed is not called, says so, and is mended by new ones', async () => {
    const { deployment } = await create();
    const bytes = 'overlay(sealed_secrets placing decode($1, $2) from 20)';
    await api.pool.query(`update deployment set sealed_secrets = ${bytes}`, ['ffffffffff', 'hex']);
    await expect.poll(() => routedNow()).toEqual([]);
    const [broken] = (await list('(modelName: "gpt-4o", first: 2)')).nodes.filter(
      (node: { source: string }) => node.source === 'DATABASE',
    );
    expect(broken.problem).toContain('another encryption key');
    expect((await update(deployment.id, 1, { weight: 2 })).userErrors[0]).toMatchObject({
      code: 'INVALID',
      path: ['input', 'apiKey'],
    });
    await update(deployment.id, 1, { apiKey: KEY, secretSettings: [] });
    expect(routedNow()[0]?.apiKey?.reveal()).toBe(KEY);
  });

  test.each([
    [{ modelName: '' }, 'modelName'],
    [{ modelName: ' padded' }, 'modelName'],
    [{ upstreamModel: 'a\u0000b' }, 'upstreamModel'],
    [{ provider: 'open ai' }, 'provider'],
    [{ apiBase: 'file:///etc/passwd' }, 'apiBase'],
    [{ apiBase: 'https://user:pass@example.com' }, 'apiBase'],
    [{ apiKey: 'sk-1\r\nx-evil: 1' }, 'apiKey'],
    [{ apiKey: '' }, 'apiKey'],
    [{ apiKey: 'os.environ/OPENAI_API_KEY' }, 'apiKey'],
    [{ settings: [{ name: 'timeout', value: 'soon' }] }, 'settings'],
    [{ settings: [{ name: 'health_check_interval', value: '0' }] }, 'settings'],
    [{ settings: [{ name: 'disable_background_health_check', value: 'yes' }] }, 'settings'],
    [{ weight: 0 }, 'weight'],
    [{ weight: -1 }, 'weight'],
    [{ order: -1 }, 'order'],
    [{ tags: [''] }, 'tags'],
    [{ settings: [{ name: 'client_secret', value: 'x' }] }, 'settings'],
    [{ settings: [{ name: '__proto__', value: 'x' }] }, 'settings'],
    [{ settings: [{ name: 'a', value: '' }] }, 'settings'],
    [{ settings: [{ name: 'a', value: 'x\u0000' }] }, 'settings'],
  ])('%j is refused, and nothing is kept', async (input, field) => {
    const { deployment, userErrors } = await create(input);
    expect(deployment).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'INVALID', path: ['input', field] }]);
    expect((await api.pool.query('select from deployment')).rowCount).toBe(0);
  });

  test.each([
    [{ settings: [{ name: 'input_cost_per_token', value: 'cheap' }] }, 'is not a number'],
    [{ settings: [{ name: 'input_cost_per_parsec', value: '1' }] }, 'no price of this kind'],
    [{ provider: 'custom' }, 'api_base: is needed'],
  ])('%j is refused by those who would have to call or price it', async (input, message) => {
    const { deployment, userErrors } = await create(input);
    expect(deployment).toBeNull();
    expect(userErrors[0]).toMatchObject({ message: expect.stringContaining(message) });
  });
});

describe('a deployment of the file', () => {
  test('is listed without its secrets', async () => {
    const [node] = (await list()).nodes;
    expect(node).toMatchObject({
      source: 'FILE',
      revision: null,
      settings: [{ name: 'input_cost_per_token', value: '1' }],
      secretSettingNames: ['aws_secret_access_key'],
    });
    expect(JSON.stringify(node)).not.toContain('hidden');
  });

  test('is neither edited nor removed', async () => {
    const [{ id }] = (await list()).nodes;
    const message = expect.stringContaining('configuration file');
    expect((await update(id, 1, { weight: 2 })).userErrors).toMatchObject([{ message }]);
    const { data } = await api.graphql(REMOVE, { id });
    expect(data.removeDeployment).toMatchObject({
      removedId: null,
      userErrors: [{ path: ['id'] }],
    });
  });
});

test('the list is paged by model name, each deployment once', async () => {
  for (const modelName of ['b', 'a', 'c', 'a']) await create({ modelName });
  const names: string[] = [];
  let after = '';
  for (let more = true; more; ) {
    const { nodes, pageInfo } = await list(`(first: 2${after})`);
    names.push(...nodes.map((node: { modelName: string }) => node.modelName));
    after = `, after: "${pageInfo.endCursor}"`;
    more = pageInfo.hasNextPage;
  }
  expect(names).toEqual(['a', 'a', 'b', 'c', 'gpt-4o']);
  const { errors } = await api.graphql('{ deployments(after: "x") { nodes { id } } }');
  expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
});

test('a viewer reads deployments and changes none', async () => {
  const { deployment } = await create();
  const viewer = await signIn(api, { login: 'reader@example.com', role: 'VIEWER' });
  expect(
    (await api.graphql('{ deployments { nodes { id } } }', {}, viewer)).errors,
  ).toBeUndefined();
  for (const [query, variables] of [
    [CREATE, { input: GPT }],
    [UPDATE, { id: deployment.id, revision: 1, input: {} }],
    [REMOVE, { id: deployment.id }],
  ] as const) {
    const { errors } = await api.graphql(query, variables, viewer);
    expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  }
});

test('a change of the encryption key seals everything anew and loses nothing', async () => {
  await create();
  const rotated = await startApi({
    database: api.database,
    sealer: new Sealer([ENCRYPTION.second, ENCRYPTION.first]),
  });
  try {
    expect(await rotated.deployments.service.resealAll()).toBe(1);
    expect(await rotated.deployments.service.resealAll()).toBe(0);
  } finally {
    await rotated[Symbol.asyncDispose]();
  }
  const onlyNew = await startApi({
    database: api.database,
    sealer: new Sealer([ENCRYPTION.second]),
  });
  try {
    expect(onlyNew.routed.at(-1)?.[0]?.apiKey?.reveal()).toBe(KEY);
  } finally {
    await onlyNew[Symbol.asyncDispose]();
  }
});

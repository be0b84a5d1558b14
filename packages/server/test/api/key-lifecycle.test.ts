import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { spendEvent } from '../testkit/spend-events.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const KEY = `apiKey { id alias prefix lastFour status revision models tags boundCustomer
  owner { email } team { name } metadata { name value } expiresAt previousValidUntil lastUsedAt }`;
const ERRORS = 'userErrors { code path message }';

async function mutate(field: string, variables: Record<string, unknown> = {}, types = '') {
  const name = field.slice(0, field.indexOf('('));
  const answer = await api.graphql(`mutation ${types} { ${field} }`, variables);
  expect(answer.errors).toBeUndefined();
  return answer.data[name];
}

let issued = 0;
async function issue(input: object) {
  issued += 1;
  const field = `issueApiKey(input: $input, idempotencyKey: "k${issued}") { secret ${KEY} ${ERRORS} }`;
  return mutate(field, { input }, '($input: IssueApiKeyInput!)');
}

const update = (id: string, expectedRevision: number, input: object) =>
  mutate(
    `updateApiKey(id: "${id}", expectedRevision: ${expectedRevision}, input: $input) { ${KEY} ${ERRORS} }`,
    { input },
    '($input: UpdateApiKeyInput!)',
  );

async function opens(secret: string): Promise<boolean> {
  return (await api.identity.directory.lookup(secret)) !== null;
}

async function createTeam(name: string): Promise<string> {
  const { team } = await mutate(`createTeam(input: { name: "${name}" }) { team { id } ${ERRORS} }`);
  return team.id;
}

describe('a key', () => {
  test('carries its owner, team, models and notes into the gateway and back', async () => {
    const teamId = await createTeam('Search');
    const { apiKey, secret } = await issue({
      alias: 'all of it',
      ownerEmail: 'alice@acme.com',
      teamId,
      models: ['gpt-4o', 'sim/*'],
      metadata: [{ name: 'ticket', value: 'T-1' }],
    });
    expect(apiKey).toMatchObject({
      owner: { email: 'alice@acme.com' },
      team: { name: 'Search' },
      models: ['gpt-4o', 'sim/*'],
      metadata: [{ name: 'ticket', value: 'T-1' }],
      revision: 1,
    });
    const found = await api.identity.directory.lookup(secret);
    expect(found).toMatchObject({ models: ['gpt-4o', 'sim/*'] });
    expect(found?.teamId).toMatch(/-/);
    expect(found?.userId).toMatch(/-/);
  });

  test('names its owner by address once, however often the address is used', async () => {
    await issue({ alias: 'one', ownerEmail: 'bob@acme.com' });
    await issue({ alias: 'two', ownerEmail: 'BOB@acme.com' });
    const { data } = await api.graphql('{ users(search: "bob@") { nodes { email role kind } } }');
    expect(data.users.nodes).toEqual([{ email: 'bob@acme.com', role: 'MEMBER', kind: 'PERSON' }]);
  });

  test.each([
    [{ ownerId: 'nonsense' }, 'NOT_FOUND', ['input', 'ownerId']],
    [{ teamId: 'nonsense' }, 'NOT_FOUND', ['input', 'teamId']],
    [{ ownerEmail: 'no address' }, 'INVALID', ['input', 'ownerEmail']],
    [{ models: [''] }, 'INVALID', ['input', 'models']],
    [{ metadata: [{ name: '', value: 'x' }] }, 'INVALID', ['input', 'metadata']],
  ])('is not issued with %j', async (input, code, path) => {
    const { apiKey, userErrors } = await issue({ alias: 'bad', ...input });
    expect(apiKey).toBeNull();
    expect(userErrors).toMatchObject([{ code, path }]);
  });
});

describe('a key made with what it may spend', () => {
  const budgets = [
    { limit: '10', period: '30d' },
    { limit: '8', period: 'monthly', soft: true, thresholds: ['50'] },
  ];
  const rulesOf = async (id: string) => {
    const { data, errors } = await api.graphql(
      `{ budgets(scope: { apiKey: "${id}" }) { nodes { limit { amount } kind window { period } thresholds } }
         rateLimits(first: 100) { nodes { scope { apiKey { id } } requestsPerMinute tokensPerMinute maxParallel } } }`,
    );
    expect(errors).toBeUndefined();
    const limits = data.rateLimits.nodes.filter(
      ({ scope }: { scope: { apiKey: { id: string } | null } }) => scope.apiKey?.id === id,
    );
    return { budgets: data.budgets.nodes, limits };
  };
  const count = async (table: string) =>
    Number((await api.pool.query(`select count(*) from ${table}`)).rows[0].count);

  test('has its budgets and limits in force with the answer', async () => {
    const input = { alias: 'capped', budgets, requestsPerMinute: 60, maxParallel: 0 };
    const { apiKey, secret } = await issue(input);
    const found = await api.identity.directory.lookup(secret);
    const inForce = api.budgets.rules.current.budgets.filter(
      ({ scope }) => scope.apiKeyId === found?.id,
    );
    expect(inForce).toHaveLength(2);
    const rules = await rulesOf(apiKey.id);
    expect(rules.budgets).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ limit: { amount: '10' }, kind: 'HARD' }),
        expect.objectContaining({ limit: { amount: '8' }, kind: 'SOFT', thresholds: ['50'] }),
      ]),
    );
    expect(rules.limits).toMatchObject([
      { requestsPerMinute: 60, tokensPerMinute: null, maxParallel: 0 },
    ]);
  });

  test.each([
    [{ budgets: [{ limit: '-1', period: 'monthly' }] }, ['input', 'budgets', '0', 'limit']],
    [{ budgets: [{ limit: '1', period: 'fortnightly' }] }, ['input', 'budgets', '0', 'period']],
    [{ budgets: [budgets[0], { ...budgets[0], limit: '11' }] }, ['input', 'budgets', '1']],
    [{ budgets: Array(21).fill(budgets[0]) }, ['input', 'budgets']],
    [{ budgets, requestsPerMinute: -1 }, ['input', 'requestsPerMinute']],
    [{ budgets, teamId: 'nonsense' }, ['input', 'teamId']],
  ])('is not made, and neither are they, when one of them is wrong: %j', async (wrong, path) => {
    const before = [await count('api_key'), await count('budget'), await count('rate_limit')];
    const { apiKey, userErrors } = await issue({ alias: 'wrong', ...wrong });
    expect([apiKey, userErrors[0]?.path]).toEqual([null, path]);
    expect([await count('api_key'), await count('budget'), await count('rate_limit')]).toEqual(
      before,
    );
  });

  test('asked for at the same moment under one idempotency key has them once', async () => {
    const input = { alias: 'raced', budgets, tokensPerMinute: 1_000 };
    const before = await count('budget');
    const ask = (asked: object) =>
      mutate(
        `issueApiKey(input: $input, idempotencyKey: "raced") { secret ${KEY} ${ERRORS} }`,
        { input: asked },
        '($input: IssueApiKeyInput!)',
      );
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(input)));
    expect(new Set(answers.map(({ apiKey }) => apiKey.id)).size).toBe(1);
    expect(await count('budget')).toBe(before + 2);
    const other = await ask({ ...input, tokensPerMinute: 1_001 });
    expect(other.userErrors).toMatchObject([{ code: 'CONFLICT', path: ['idempotencyKey'] }]);
  });
});

describe('editing a key', () => {
  test('changes what is given, takes away what is null, and holds in the gateway at once', async () => {
    const { apiKey, secret } = await issue({ alias: 'old', models: ['a'], boundCustomer: 'acme' });
    await opens(secret);
    const { apiKey: changed } = await update(apiKey.id, 1, { alias: 'new', boundCustomer: null });
    expect(changed).toMatchObject({
      alias: 'new',
      models: ['a'],
      boundCustomer: null,
      revision: 2,
    });
    expect(await api.identity.directory.lookup(secret)).toMatchObject({
      alias: 'new',
      boundCustomer: null,
    });
  });

  test('of a key that someone else has changed since is a conflict, and changes nothing', async () => {
    const { apiKey } = await issue({ alias: 'contested' });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => update(apiKey.id, 1, { alias: `by ${i}` })),
    );
    const conflicts = answers.filter(({ userErrors }) => userErrors[0]?.code === 'CONFLICT');
    expect(conflicts).toHaveLength(9);
    expect(conflicts[0].userErrors[0].path).toEqual(['expectedRevision']);
  });
});

describe('rotating a key', () => {
  const rotate = (id: string, minutes: number, key = `r${++issued}`) =>
    mutate(
      `rotateApiKey(id: "${id}", overlapMinutes: ${minutes}, idempotencyKey: "${key}") { secret ${KEY} ${ERRORS} }`,
    );

  test('lets both secrets in until the overlap ends, to the very instant', async () => {
    const { apiKey, secret: old } = await issue({ alias: 'rotated' });
    await opens(old);
    const { secret, apiKey: after } = await rotate(apiKey.id, 60);
    expect(after).toMatchObject({ id: apiKey.id, lastFour: secret.slice(-4) });
    expect([await opens(old), await opens(secret)]).toEqual([true, true]);
    const [a, b] = await Promise.all([old, secret].map((s) => api.identity.directory.lookup(s)));
    expect(a).toEqual(b);
    api.clock.advance(60 * 60_000 - 1);
    expect(await opens(old)).toBe(true);
    api.clock.advance(1);
    expect([await opens(old), await opens(secret)]).toEqual([false, true]);
    await api.identity.directory.reload();
    expect([await opens(old), await opens(secret)]).toEqual([false, true]);
  });

  test('without an overlap ends the old secret before the answer arrives', async () => {
    const { apiKey, secret: old } = await issue({ alias: 'leaked' });
    await opens(old);
    const { secret } = await rotate(apiKey.id, 0);
    expect([await opens(old), await opens(secret)]).toEqual([false, true]);
  });

  test('twice leaves two secrets, never three', async () => {
    const { apiKey, secret: first } = await issue({ alias: 'twice' });
    const { secret: second } = await rotate(apiKey.id, 60);
    await opens(first);
    const { secret: third } = await rotate(apiKey.id, 60);
    expect(await Promise.all([first, second, third].map(opens))).toEqual([false, true, true]);
  });

  test('asked again under its idempotency key rotates once, also at the same moment', async () => {
    const { apiKey, secret: first } = await issue({ alias: 'asked twice' });
    const answers = await Promise.all([1, 2, 3, 4].map(() => rotate(apiKey.id, 60, 'once')));
    const [secret, ...others] = answers.flatMap((answer) => answer.secret ?? []);
    expect(others).toEqual([]);
    const revisions = answers.map((answer) => answer.apiKey.revision);
    expect(revisions).toEqual([2, 2, 2, 2]);
    expect([await opens(first), await opens(secret)]).toEqual([true, true]);
    const other = (await issue({ alias: 'another' })).apiKey;
    for (const [id, minutes] of [
      [apiKey.id, 61],
      [other.id, 60],
    ] as const) {
      const conflict = await rotate(id, minutes, 'once');
      expect(conflict).toMatchObject({ secret: null, userErrors: [{ code: 'CONFLICT' }] });
    }
    const raced = await Promise.all([apiKey, other].map(({ id }) => rotate(id, 0, 'raced')));
    expect(raced.filter((answer) => answer.secret !== null)).toHaveLength(1);
    expect((await rotate(other.id, 60, '')).userErrors).toMatchObject([
      { code: 'INVALID', path: ['idempotencyKey'] },
    ]);
  });

  test('of a revoked key is refused; revoking ends both secrets', async () => {
    const { apiKey, secret: old } = await issue({ alias: 'doomed' });
    const { secret } = await rotate(apiKey.id, 60);
    await Promise.all([opens(old), opens(secret)]);
    await mutate(`revokeApiKey(id: "${apiKey.id}") { ${KEY} }`);
    expect([await opens(old), await opens(secret)]).toEqual([false, false]);
    expect((await rotate(apiKey.id, 60)).userErrors).toMatchObject([{ code: 'INVALID' }]);
  });

  test.each([-1, 43_201])('with an overlap of %i minutes is refused', async (minutes) => {
    const { apiKey } = await issue({ alias: 'overlap' });
    const { userErrors } = await rotate(apiKey.id, minutes);
    expect(userErrors).toMatchObject([{ code: 'INVALID', path: ['overlapMinutes'] }]);
  });
});

describe('a key is refused', () => {
  test('while it is blocked', async () => {
    const { apiKey, secret } = await issue({ alias: 'blocked' });
    await opens(secret);
    const blocked = await mutate(`blockApiKey(id: "${apiKey.id}") { ${KEY} ${ERRORS} }`);
    expect(blocked.apiKey.status).toBe('BLOCKED');
    expect(await opens(secret)).toBe(false);
    await mutate(`unblockApiKey(id: "${apiKey.id}") { ${KEY} }`);
    expect(await opens(secret)).toBe(true);
  });

  test('while its team is blocked', async () => {
    const teamId = await createTeam('Paused');
    const { secret } = await issue({ alias: 'of a team', teamId });
    await opens(secret);
    await mutate(`blockTeam(id: "${teamId}") { ${ERRORS} }`);
    await expect.poll(() => opens(secret)).toBe(false);
    await mutate(`unblockTeam(id: "${teamId}") { ${ERRORS} }`);
    await expect.poll(() => opens(secret)).toBe(true);
  });

  test('while its owner is disabled', async () => {
    const { apiKey, secret } = await issue({ alias: 'of carol', ownerEmail: 'carol@acme.com' });
    await opens(secret);
    const { data } = await api.graphql(`{ apiKey(id: "${apiKey.id}") { owner { id } } }`);
    await mutate(`disableUser(id: "${data.apiKey.owner.id}") { ${ERRORS} }`);
    await expect.poll(() => opens(secret)).toBe(false);
  });
});

describe('the use of keys', () => {
  test('is known from recorded events alone, and unused keys are listed', async () => {
    const used = (await issue({ alias: 'used' })).apiKey;
    const unused = (await issue({ alias: 'unused' })).apiKey;
    const uuid = (id: string) => Buffer.from(id, 'base64url').toString().split(':')[1] ?? '';
    const before = api.clock.now();
    api.clock.advance(40 * 86_400_000);
    const occurredAt = api.clock.now();
    await api.record([
      spendEvent({ apiKeyId: uuid(used.id), occurredAt }),
      spendEvent({ apiKeyId: uuid(used.id), occurredAt: before }),
    ]);
    await api.record([spendEvent({ apiKeyId: uuid(used.id), occurredAt: before })]);
    const { data } = await api.graphql(
      '{ apiKeys(first: 100, filter: { unusedForDays: 30 }) { nodes { alias lastUsedAt } } }',
    );
    const aliases = data.apiKeys.nodes.map(({ alias }: { alias: string }) => alias);
    expect(aliases).toContain('unused');
    expect(aliases).not.toContain('used');
    const one = await api.graphql(
      `{ apiKey(id: "${used.id}") { lastUsedAt totals { calls charge { amount } } } never: apiKey(id: "${unused.id}") { lastUsedAt totals { calls } } }`,
    );
    expect(one.data).toEqual({
      apiKey: {
        lastUsedAt: occurredAt.toISOString(),
        totals: { calls: 3, charge: { amount: '0.003' } },
      },
      never: { lastUsedAt: null, totals: { calls: 0 } },
    });
  });

  test('lists are found by what is shown of a secret, by team, owner and status, a page at a time', async () => {
    const teamId = await createTeam('Listed');
    const keys = [];
    for (let i = 0; i < 5; i += 1) {
      api.clock.advance(1);
      keys.push((await issue({ alias: `listed ${i}`, teamId })).apiKey);
    }
    await mutate(`blockApiKey(id: "${keys[0].id}") { ${ERRORS} }`);
    const list = async (args: string) => {
      const { data, errors } = await api.graphql(
        `{ apiKeys(${args}) { nodes { alias } pageInfo { endCursor hasNextPage } } }`,
      );
      expect(errors).toBeUndefined();
      return data.apiKeys;
    };
    const aliases = async (filter: string) =>
      (await list(`filter: { ${filter} }`)).nodes.map((key: { alias: string }) => key.alias);
    expect(await aliases(`search: "${keys[1].lastFour}", teams: ["${teamId}"]`)).toContain(
      'listed 1',
    );
    expect(await aliases(`teams: ["${teamId}"], statuses: [BLOCKED]`)).toEqual(['listed 0']);
    const seen: string[] = [];
    for (let after = ''; ; ) {
      const page = await list(`first: 2${after}, filter: { teams: ["${teamId}"] }`);
      seen.push(...page.nodes.map((key: { alias: string }) => key.alias));
      if (!page.pageInfo.hasNextPage) break;
      after = `, after: "${page.pageInfo.endCursor}"`;
    }
    expect(seen).toEqual(['listed 4', 'listed 3', 'listed 2', 'listed 1', 'listed 0']);
  });
});

test('a key that asks for signed customers says so, and has a new secret each time', async () => {
  const { apiKey, secret } = await issue({ alias: 'signed' });
  await opens(secret);
  const set = (required: boolean, key = `s${++issued}`) =>
    mutate(
      `requireSignedCustomer(id: "${apiKey.id}", required: ${required}, idempotencyKey: "${key}") { signingSecret apiKey { requiresSignedCustomer } ${ERRORS} }`,
    );
  const first = await set(true);
  expect(first.apiKey.requiresSignedCustomer).toBe(true);
  const held = async () =>
    (await api.identity.directory.lookup(secret))?.signingSecret?.reveal() ?? null;
  expect(await held()).toBe(first.signingSecret);
  const second = await set(true, 'once');
  expect(await set(true, 'once')).toEqual({ ...second, signingSecret: null });
  expect((await set(false, 'once')).userErrors).toMatchObject([{ code: 'CONFLICT' }]);
  expect(second.signingSecret).not.toBe(first.signingSecret);
  expect(await held()).toBe(second.signingSecret);
  const { rows } = await api.pool.query('select to_jsonb(k)::text as text from api_key k');
  expect(JSON.stringify(rows)).not.toContain(second.signingSecret);
  expect((await set(false)).signingSecret).toBeNull();
  expect(await held()).toBeNull();
});

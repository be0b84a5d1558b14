import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../testkit/api-harness.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const ISSUE = `mutation ($input: IssueApiKeyInput!, $key: String!) {
  issueApiKey(input: $input, idempotencyKey: $key) {
    secret
    apiKey { id alias prefix lastFour status boundCustomer tags expiresAt }
    userErrors { code path message }
  }
}`;
const REVOKE = `mutation ($id: ID!) {
  revokeApiKey(id: $id) { apiKey { id status revokedAt } userErrors { code path } }
}`;

async function issue(input: object, key: string) {
  const answer = await api.graphql(ISSUE, { input, key });
  expect(answer.errors).toBeUndefined();
  return answer.data.issueApiKey;
}

describe('issuing an API key', () => {
  test('shows the secret once and lets it through at once', async () => {
    const { secret, apiKey, userErrors } = await issue({ alias: 'web', tags: ['a', 'a'] }, 'one');
    expect(userErrors).toEqual([]);
    expect(secret).toMatch(/^sk-tg-[\w-]{43}$/);
    expect(apiKey).toMatchObject({ alias: 'web', status: 'ACTIVE', tags: ['a'] });
    expect(secret.startsWith(apiKey.prefix)).toBe(true);
    expect(secret.endsWith(apiKey.lastFour)).toBe(true);
    expect(await api.identity.directory.lookup(secret)).toMatchObject({
      alias: 'web',
      tags: ['a'],
    });
  });

  test('repeated with the same idempotency key gives the same key without its secret', async () => {
    const first = await issue({ alias: 'again' }, 'two');
    const second = await issue({ alias: 'again' }, 'two');
    expect(second).toEqual({ ...first, secret: null });
  });

  test('twenty requests at once with one idempotency key issue one key', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => issue({ alias: 'race' }, 'three')),
    );
    expect(new Set(answers.map((answer) => answer.apiKey.id)).size).toBe(1);
    expect(answers.filter((answer) => answer.secret !== null)).toHaveLength(1);
  });

  test('another request under a used idempotency key is a conflict', async () => {
    await issue({ alias: 'mine' }, 'four');
    const { apiKey, secret, userErrors } = await issue({ alias: 'other' }, 'four');
    expect({ apiKey, secret }).toEqual({ apiKey: null, secret: null });
    expect(userErrors).toMatchObject([{ code: 'CONFLICT', path: ['idempotencyKey'] }]);
  });

  test.each([
    [{ alias: ' ' }, ['input', 'alias']],
    [{ alias: 'x'.repeat(121) }, ['input', 'alias']],
    [{ alias: 'a', boundCustomer: 'a\0b' }, ['input', 'boundCustomer']],
    [{ alias: 'a', tags: [''] }, ['input', 'tags']],
    [{ alias: 'a', expiresAt: '2020-01-01T00:00:00Z' }, ['input', 'expiresAt']],
  ])('refuses %j and says where', async (input, path) => {
    const { apiKey, userErrors } = await issue(input, `bad ${JSON.stringify(input)}`.slice(0, 100));
    expect(apiKey).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'INVALID', path }]);
  });
});

describe('revoking an API key', () => {
  test('closes it before the answer arrives, and again changes nothing', async () => {
    const { secret, apiKey } = await issue({ alias: 'gone' }, 'revoked');
    await api.identity.directory.lookup(secret);
    const first = await api.graphql(REVOKE, { id: apiKey.id });
    expect(first.data.revokeApiKey.apiKey.status).toBe('REVOKED');
    expect(await api.identity.directory.lookup(secret)).toBeNull();
    api.clock.advance(60_000);
    const second = await api.graphql(REVOKE, { id: apiKey.id });
    expect(second.data).toEqual(first.data);
  });

  test.each(['', 'nonsense', Buffer.from('ApiKey:1').toString('base64url')])(
    'of something that is no key (%j) is NOT_FOUND',
    async (id) => {
      const { data } = await api.graphql(REVOKE, { id });
      expect(data.revokeApiKey).toMatchObject({
        apiKey: null,
        userErrors: [{ code: 'NOT_FOUND' }],
      });
    },
  );
});

test('pages of keys hold each key once while new ones are issued', async () => {
  const PAGE = `query ($after: String) {
    apiKeys(first: 3, after: $after, includeRevoked: true) {
      nodes { id } pageInfo { endCursor hasNextPage }
    }
  }`;
  for (let i = 0; i < 7; i += 1) await issue({ alias: `page ${i}` }, `page ${i}`);
  const before = await api.graphql(
    '{ apiKeys(first: 100, includeRevoked: true) { nodes { id } } }',
  );
  const seen: string[] = [];
  let after: string | null = null;
  for (let page = 0; ; page += 1) {
    const { data } = await api.graphql(PAGE, { after });
    seen.push(...data.apiKeys.nodes.map((node: { id: string }) => node.id));
    await issue({ alias: 'meanwhile' }, `meanwhile ${page}`);
    if (!data.apiKeys.pageInfo.hasNextPage) break;
    after = data.apiKeys.pageInfo.endCursor;
  }
  expect(seen).toEqual(before.data.apiKeys.nodes.map((node: { id: string }) => node.id));
});

test('a made-up cursor is bad input, not a fault', async () => {
  for (const after of ['x', Buffer.from('[1]').toString('base64url')]) {
    const { errors } = await api.graphql(
      'query ($after: String) { apiKeys(after: $after) { nodes { id } } }',
      { after },
    );
    expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  }
});

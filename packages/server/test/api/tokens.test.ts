import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/identity/secret-text.ts';
import { type Api, type Caller, startApi } from '../testkit/api-harness.ts';
import { cookieOf } from '../testkit/sign-in.ts';
import { spendEvent } from '../testkit/spend-events.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  const own = { customerExternalId: 'acme', tags: ['secret-tag'], provider: 'secret-provider' };
  await api.record([spendEvent(own), spendEvent({ customerExternalId: 'other' })]);
});
afterAll(() => api[Symbol.asyncDispose]());

const ISSUE = `mutation ($input: IssueApiTokenInput!, $key: String!) {
  issueApiToken(input: $input, idempotencyKey: $key) {
    secret apiToken { id scope prefix lastFour } userErrors { code path }
  }
}`;

let count = 0;
async function issue(input: object, key = `t${++count}`) {
  const answer = await api.graphql(ISSUE, { input: { name: 'test', ...input }, key });
  expect(answer.errors).toBeUndefined();
  return answer.data.issueApiToken;
}

async function codeFor(caller: Caller, query: string): Promise<unknown> {
  return (await api.graphql(query, {}, caller)).errors?.[0]?.extensions['code'] ?? null;
}

const TEAM = 'mutation { createTeam(input: { name: "" }) { userErrors { code } } }';
const SPEND = '{ usage(range: { preset: TODAY }) { totals { calls } } }';
const USERS = '{ users { nodes { id } } }';

describe('an API token', () => {
  test.each([
    ['ADMIN', [null, null, null]],
    ['VIEWER', [null, null, 'FORBIDDEN']],
    ['BILLING_READ', [null, 'FORBIDDEN', 'FORBIDDEN']],
    ['BILLING_WRITE', [null, 'FORBIDDEN', 'FORBIDDEN']],
  ])('for %s opens what its scope says', async (scope, expected) => {
    const { secret } = await issue({ scope });
    const caller = { bearer: secret };
    const codes = [];
    for (const query of [SPEND, USERS, TEAM]) codes.push(await codeFor(caller, query));
    expect(codes).toEqual(expected);
  });

  test('is shown once, and told apart from a key of the gateway', async () => {
    const first = await issue({ scope: 'VIEWER' }, 'same');
    const again = await issue({ scope: 'VIEWER' }, 'same');
    expect(first.secret).toMatch(/^tg-[\w-]{43}$/);
    expect(again).toEqual({ ...first, secret: null });
    expect((await issue({ scope: 'ADMIN' }, 'same')).userErrors).toMatchObject([
      { code: 'CONFLICT' },
    ]);
    expect(await api.identity.directory.lookup(first.secret)).toBeNull();
    const { rows } = await api.pool.query('select * from api_token');
    expect(JSON.stringify(rows)).not.toContain(first.secret);
  });

  test('twenty requests at once under one idempotency key issue one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => issue({ scope: 'VIEWER' }, 'race')),
    );
    expect(new Set(answers.map(({ apiToken }) => apiToken.id)).size).toBe(1);
    expect(answers.filter(({ secret }) => secret !== null)).toHaveLength(1);
  });

  test('stops when it is revoked, when it expires, and when its user is disabled', async () => {
    const revoked = await issue({ scope: 'VIEWER' });
    await api.graphql(
      `mutation { revokeApiToken(id: "${revoked.apiToken.id}") { apiToken { id } } }`,
    );
    expect(await codeFor({ bearer: revoked.secret }, SPEND)).toBe('UNAUTHENTICATED');

    const expiresAt = new Date(api.clock.now().getTime() + 1_000);
    const short = await issue({ scope: 'VIEWER', expiresAt });
    expect(await codeFor({ bearer: short.secret }, SPEND)).toBeNull();
    api.clock.advance(1_000);
    expect(await codeFor({ bearer: short.secret }, SPEND)).toBe('UNAUTHENTICATED');

    const made = await api.graphql(
      'mutation { createUser(input: { name: "Robot", kind: SERVICE }) { user { id } } }',
    );
    const userId = made.data.createUser.user.id;
    const robot = await issue({ scope: 'VIEWER', userId });
    expect(await codeFor({ bearer: robot.secret }, SPEND)).toBeNull();
    await api.graphql(`mutation { disableUser(id: "${userId}") { user { id } } }`);
    expect(await codeFor({ bearer: robot.secret }, SPEND)).toBe('UNAUTHENTICATED');
  });

  test.each([
    [{ scope: 'PORTAL' }, ['input', 'customer']],
    [{ scope: 'ADMIN', customer: 'acme' }, ['input', 'customer']],
    [{ scope: 'VIEWER', name: '' }, ['input', 'name']],
    [{ scope: 'VIEWER', expiresAt: '2020-01-01T00:00:00Z' }, ['input', 'expiresAt']],
  ])('is not issued with %j', async (input, path) => {
    expect((await issue(input)).userErrors).toMatchObject([{ code: 'INVALID', path }]);
  });
});

describe("a customer's portal", () => {
  const OWN = `{
    customers { nodes { externalId totals { calls charge { amount } } } }
    usage(range: { preset: TODAY }, groupBy: [CUSTOMER]) { totals { calls } rows { nodes { label } } }
    spendEvents { nodes { customerExternalId charge { amount } } }
    mine: customer(externalId: "acme") { externalId }
    other: customer(externalId: "other") { externalId }
  }`;

  test('shows its own spend, and nothing of anybody else', async () => {
    const { secret } = await issue({ scope: 'PORTAL', customer: 'acme' });
    const { data, errors } = await api.graphql(OWN, {}, { bearer: secret });
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      customers: {
        nodes: [{ externalId: 'acme', totals: { calls: 1, charge: { amount: '0.001' } } }],
      },
      usage: { totals: { calls: 1 }, rows: { nodes: [{ label: 'acme' }] } },
      spendEvents: { nodes: [{ customerExternalId: 'acme', charge: { amount: '0.001' } }] },
      mine: { externalId: 'acme' },
      other: null,
    });
  });

  test.each([
    '{ usage(range: { preset: TODAY }) { totals { cost { amount } } } }',
    '{ spendEvents { nodes { cost { amount } } } }',
    '{ spendEvents { nodes { provider } } }',
    '{ spendEvents { nodes { tags } } }',
    '{ spendEvents { nodes { lines { amount } } } }',
    '{ spendEvents { nodes { apiKey { alias } } } }',
    '{ apiKeys { nodes { alias } } }',
    '{ reconciliation { ok } }',
  ])('does not tell what is internal: %s', async (query) => {
    const { secret } = await issue({ scope: 'PORTAL', customer: 'acme' });
    expect(await codeFor({ bearer: secret }, query)).toBe('FORBIDDEN');
  });

  test('groups by what is its business only, and its CSV has no cost', async () => {
    const { secret } = await issue({ scope: 'PORTAL', customer: 'acme' });
    const caller = { bearer: secret };
    for (const group of ['TAG', 'API_KEY', 'TEAM', 'USER']) {
      const query = `{ usage(range: { preset: TODAY }, groupBy: [${group}]) { totals { calls } } }`;
      expect(await codeFor(caller, query)).toBe('BAD_USER_INPUT');
    }
    const csv = await api.download('/exports/usage.csv?preset=TODAY&groupBy=CUSTOMER', caller);
    const text = await csv.text();
    expect(text).toContain('acme');
    expect(text).not.toMatch(/other|cost/);
    expect((await api.download('/exports/events.csv', caller)).status).toBe(403);
  });
});

describe('a portal link', () => {
  async function createLink(validMinutes: number) {
    const { apiToken, secret } = await issue({ scope: 'PORTAL', customer: 'acme' });
    const { linkPath } = await linkOf(apiToken.id, validMinutes);
    return { apiToken, secret, link: linkPath.split('#')[1] as string };
  }
  async function linkOf(id: string, validMinutes: number, key = `l${++count}`) {
    const { data } = await api.graphql(
      `mutation { createPortalLink(apiTokenId: "${id}", validMinutes: ${validMinutes}, idempotencyKey: "${key}") { linkPath expiresAt userErrors { code } } }`,
    );
    return data.createPortalLink;
  }
  const open = (link: string) =>
    api.graphql(
      'mutation ($link: String!) { openPortal(link: $link) { viewer { kind name customer } userErrors { code } } }',
      { link },
      {},
    );
  const over = async (link: string) => {
    const { viewer, userErrors } = (await open(link)).data.openPortal;
    expect(viewer).toBeNull();
    return userErrors.map(({ code }: { code: string }) => code);
  };

  test('opens the portal in a browser until it ends', async () => {
    const { link } = await createLink(10);
    const opened = await open(link);
    expect(opened.data.openPortal.viewer).toMatchObject({ kind: 'PORTAL' });
    expect(opened.headers.getSetCookie()[0]).toMatch(/HttpOnly.*SameSite=Strict/);
    const caller = { cookie: cookieOf(opened) };
    expect(await codeFor(caller, SPEND)).toBeNull();
    expect(await codeFor(caller, USERS)).toBe('FORBIDDEN');
    expect(opened.data.openPortal.viewer.customer).toBe('acme');
    api.clock.advance(10 * 60_000);
    expect(await codeFor(caller, SPEND)).toBe('UNAUTHENTICATED');
    expect(await over(link)).toEqual(['EXPIRED']);
  });

  test('asked for again under its idempotency key is the same link, and ends when the first does', async () => {
    const { apiToken } = await createLink(10);
    const first = await linkOf(apiToken.id, 10, 'once');
    api.clock.advance(60_000);
    expect(await linkOf(apiToken.id, 10, 'once')).toEqual(first);
    for (const [minutes, key] of [
      [11, 'once'],
      [10, ''],
    ] as const) {
      const { linkPath, userErrors } = await linkOf(apiToken.id, minutes, key);
      const code = key === '' ? 'INVALID' : 'CONFLICT';
      expect({ linkPath, userErrors }).toEqual({ linkPath: null, userErrors: [{ code }] });
    }
  });

  test('ends with its token', async () => {
    const { link, apiToken } = await createLink(10);
    await api.graphql(`mutation { revokeApiToken(id: "${apiToken.id}") { apiToken { id } } }`);
    expect(await codeFor({ bearer: link }, SPEND)).toBe('UNAUTHENTICATED');
    expect(await over(link)).toEqual(['REVOKED']);
    // Who made it up is not told what became of the token.
    expect(await over(`${link.slice(0, -2)}${link.endsWith('AA') ? 'BB' : 'AA'}`)).toEqual([
      'UNAUTHENTICATED',
    ]);
  });

  test('is refused when a single character differs', async () => {
    const { link } = await createLink(10);
    for (let i = 0; i < link.length; i += 1) {
      const changed = link[i] === 'a' ? 'b' : 'a';
      const forged = link.slice(0, i) + changed + link.slice(i + 1);
      // The last character of base64url carries two bits that say nothing.
      if (i === link.length - 1 || forged === link) continue;
      expect([i, await codeFor({ bearer: forged }, SPEND)]).toEqual([i, 'UNAUTHENTICATED']);
    }
  });

  test('can be signed by whoever holds the secret of the token', async () => {
    const { apiToken, secret } = await issue({ scope: 'PORTAL', customer: 'acme' });
    const id = Buffer.from(apiToken.id, 'base64url').toString().split(':')[1]?.replaceAll('-', '');
    const end = Math.floor(api.clock.now().getTime() / 1_000 + 60).toString(36);
    const signature = createHmac('sha256', sha256(secret))
      .update(`${id}.${end}`)
      .digest('base64url');
    expect(await codeFor({ bearer: `tgl-${id}.${end}.${signature}` }, SPEND)).toBeNull();
  });

  test('is for portals only', async () => {
    const { apiToken } = await issue({ scope: 'ADMIN' });
    const { linkPath, userErrors } = await linkOf(apiToken.id, 10);
    expect({ linkPath, userErrors }).toEqual({ linkPath: null, userErrors: [{ code: 'INVALID' }] });
  });
});

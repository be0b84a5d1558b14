import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ensureAdmin } from '../../src/identity/index.ts';
import { Secret } from '../../src/kernel/index.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { cookieOf, logIn, signIn } from '../testkit/sign-in.ts';

const DAY_MS = 24 * 3_600_000;
const VIEWER = '{ viewer { name email role } }';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());
beforeEach(() => api.clock.advance(3_600_000));

async function viewerOf(cookie: string) {
  return (await api.graphql(VIEWER, {}, { cookie })).data.viewer;
}

describe('login', () => {
  test('sets a cookie that scripts cannot read and other sites cannot send', async () => {
    await signIn(api, { login: 'Ada@Example.com', role: 'ADMIN' });
    const answer = await logIn(api, 'ada@example.com');
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^tollgate_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/,
      ),
    ]);
    expect(answer.data.login.viewer).toEqual({
      email: 'Ada@Example.com',
      name: 'Test',
      role: 'ADMIN',
    });
    expect(await viewerOf(cookieOf(answer))).toMatchObject({ role: 'ADMIN' });
  });

  test('says the same to a wrong password and to an unknown login', async () => {
    await signIn(api, { login: 'bob', role: 'VIEWER' });
    const wrong = await logIn(api, 'bob', 'guess');
    const unknown = await logIn(api, 'nobody', 'guess');
    expect(wrong.data).toEqual(unknown.data);
    expect(wrong.data.login).toMatchObject({
      viewer: null,
      userErrors: [{ code: 'UNAUTHENTICATED' }],
    });
    expect(wrong.headers.getSetCookie()).toEqual([]);
  });

  test('takes any text for a login without a fault', async () => {
    for (const login of ['', 'a\0b', 'x'.repeat(10_000), '\ud800']) {
      const { data } = await logIn(api, login, 'guess');
      expect(data.login.userErrors).toMatchObject([{ code: 'UNAUTHENTICATED' }]);
    }
    expect(api.faults).toEqual([]);
  });

  test('the eleventh guess in a quarter of an hour is refused, even when it is right', async () => {
    await signIn(api, { login: 'eve', role: 'VIEWER' });
    for (let guess = 0; guess < 10; guess += 1) await logIn(api, 'eve', 'guess');
    const refused = await logIn(api, 'eve');
    expect(refused.data.login.userErrors[0].message).toMatch(
      /^Too many attempts; try again in 15 minutes/,
    );
    api.clock.advance(15 * 60_000);
    expect((await logIn(api, 'eve')).data.login.userErrors).toEqual([]);
  });

  test('the fifty-first guess is refused wherever the others came from', async () => {
    await signIn(api, { login: 'faye', role: 'VIEWER' });
    const guess = (from: number, password = 'guess') =>
      api.identity.sessions.login({
        login: from % 2 ? 'faye' : ' FAYE ',
        password,
        origin: { address: `192.0.2.${from}`, userAgent: null },
      });
    for (let from = 0; from < 50; from += 1) await guess(from);
    expect(await guess(50, 'correct horse battery staple')).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('Too many attempts') },
    });
    api.clock.advance(15 * 60_000);
    expect((await guess(51, 'correct horse battery staple')).ok).toBe(true);
  });
});

describe('a session', () => {
  test('ends with logout at once, and the cookie is taken back', async () => {
    const { cookie = '' } = await signIn(api, { login: 'carl', role: 'VIEWER' });
    expect(await viewerOf(cookie)).not.toBeNull();
    const answer = await api.graphql('mutation { logout { userErrors { code } } }', {}, { cookie });
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^tollgate_session=; .*Expires=Thu, 01 Jan 1970/,
    );
    expect(await viewerOf(cookie)).toBeNull();
  });

  test('ends thirty days after login, however much it was used', async () => {
    const { cookie = '' } = await signIn(api, { login: 'dora', role: 'VIEWER' });
    api.clock.advance(30 * DAY_MS - 1);
    expect(await viewerOf(cookie)).not.toBeNull();
    api.clock.advance(1);
    expect(await viewerOf(cookie)).toBeNull();
  });

  test('keeps only the hash of its token', async () => {
    const { cookie = '' } = await signIn(api, { login: 'fred', role: 'VIEWER' });
    const token = cookie.split('=')[1] ?? '';
    const { rows } = await api.pool.query(
      'select encode(token_sha256, $1) as hash from user_session',
      ['base64'],
    );
    expect(rows.map((row) => row.hash)).not.toContain(Buffer.from(token).toString('base64'));
  });
});

describe('the first administrator', () => {
  const deps = () => ({ users: api.users, db: api.pool });

  test('gets a password once, and it works', async () => {
    const first = await ensureAdmin(deps());
    const password = first.password?.reveal() ?? '';
    expect((await logIn(api, 'admin', password)).data.login.viewer).toMatchObject({
      role: 'ADMIN',
      email: null,
    });
    expect((await ensureAdmin(deps())).password).toBeNull();
  });

  test('takes a configured password, which ends the sessions of the old one', async () => {
    const options = { login: 'root', password: new Secret('first password') };
    expect(await ensureAdmin(deps(), options)).toEqual({ login: 'root', password: null });
    const cookie = cookieOf(await logIn(api, 'root', 'first password'));
    await ensureAdmin(deps(), options);
    expect(await viewerOf(cookie)).not.toBeNull();
    await ensureAdmin(deps(), { ...options, password: new Secret('second password') });
    api.clock.advance(60_000);
    expect(await viewerOf(cookie)).toBeNull();
    expect((await logIn(api, 'root', 'second password')).data.login.viewer).not.toBeNull();
  });
});

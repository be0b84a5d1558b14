import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../server/src/platform/postgres/embedded/free-port.ts';
import { type RunningTollgate, startTollgate } from '../../server/test/testkit/start-tollgate.ts';
import { launchChromium } from './support/chromium.ts';
import { openDashboard } from './support/dashboard.ts';
import { manage } from './support/manage.ts';
import { type OpenIdProvider, startOpenIdProvider } from './support/openid-provider.ts';

let server: RunningTollgate;
let provider: OpenIdProvider;
let browser: Browser;

beforeAll(async () => {
  const [own, theirs] = [await freePort('127.0.0.1'), await freePort('127.0.0.1')];
  const publicUrl = `http://127.0.0.1:${own}`;
  const redirectUri = `${publicUrl}/auth/oidc/callback`;
  provider = await startOpenIdProvider({ port: theirs, redirectUri });
  server = await startTollgate({
    port: own,
    env: {
      TOLLGATE_PUBLIC_URL: publicUrl,
      TOLLGATE_OIDC_ISSUER: provider.issuer,
      TOLLGATE_OIDC_CLIENT_ID: provider.clientId,
      TOLLGATE_OIDC_CLIENT_SECRET: provider.clientSecret,
      TOLLGATE_OIDC_NAME: 'Example',
    },
  });
  const create = `mutation C($input: CreateUserInput!) { createUser(input: $input) { userErrors { message } } }`;
  for (const login of ['ada', 'gone']) {
    const input = { name: login, email: `${login}@example.com`, role: 'VIEWER' };
    await manage(server, create, { input });
  }
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await provider?.stop();
});

/** Signs in at the provider as whoever one says one is. */
async function signInAs(login: string, path = '/ui/') {
  const dashboard = await openDashboard(browser, server);
  const { page, open } = dashboard;
  await open(path);
  await page.getByRole('link', { name: 'Sign in with Example' }).click();
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(`${server.url}/**`);
  return dashboard;
}

test('who is known by a verified address signs in, and lands where they were going', async () => {
  const { page, context } = await signInAs('ada', '/ui/customers?range=7d');
  await page.getByRole('heading', { name: 'Customers', level: 1 }).waitFor();
  expect(new URL(page.url()).search).toBe('?range=7d');
  const cookies = await context.cookies();
  const session = cookies.find(({ name }) => name === 'tollgate_session');
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  expect(cookies.some(({ name }) => name === 'tollgate_oidc')).toBe(false);
  await context.close();
});

test('from then on they are known by the provider, whatever their address here', async () => {
  const users = await manage(server, '{ users(search: "ada") { nodes { id } } }');
  expect(users['users']).toBeDefined();
  const { page, context } = await signInAs('ada');
  await page.getByRole('button', { name: 'Account: ada' }).waitFor();
  await context.close();
});

test.each([
  ['a stranger', 'mallory', 'Nobody here has your e-mail address'],
  ['an address that is not verified', 'unverified', 'not verified there'],
])('%s is told, and is not let in', async (_, login, message) => {
  const { page, context } = await signInAs(login);
  await page.getByText(message).waitFor();
  expect((await context.cookies()).some(({ name }) => name === 'tollgate_session')).toBe(false);
  await context.close();
});

test('the audit log has who came in with the provider, and who did not', async () => {
  const { auditEntries } = (await manage(
    server,
    '{ auditEntries(filter: { operations: ["loginWithProvider"] }) { nodes { actorName outcome targetId problems } } }',
  )) as unknown as { auditEntries: { nodes: Record<string, unknown>[] } };
  expect(auditEntries.nodes).toMatchObject([
    { actorName: 'unverified@example.com', outcome: 'REFUSED', problems: [{ code: 'UNVERIFIED' }] },
    { actorName: 'mallory@example.com', outcome: 'REFUSED', problems: [{ code: 'UNKNOWN' }] },
    { actorName: 'ada@example.com', outcome: 'DONE', targetId: expect.any(String) },
    { actorName: 'ada@example.com', outcome: 'DONE', targetId: expect.any(String) },
  ]);
});

test('what comes back without having been asked for opens nothing', async () => {
  for (const cookie of [
    null,
    'bm90IGpzb24',
    Buffer.from('{"state":"x","nonce":"n","verifier":"v","next":"/ui/"}').toString('base64url'),
  ]) {
    const answer = await fetch(`${server.url}/auth/oidc/callback?code=stolen&state=guessed`, {
      redirect: 'manual',
      headers: cookie === null ? {} : { cookie: `tollgate_oidc=${cookie}` },
    });
    expect(answer.headers.get('location')).toBe('/ui/login?problem=provider');
    expect(answer.headers.get('set-cookie') ?? '').not.toContain('tollgate_session');
  }
});

test('the way back never leads out of the dashboard', async () => {
  for (const next of ['https://evil.test/ui/', '//evil.test', '/\\evil.test/ui/', '/graphql']) {
    const address = `${server.url}/auth/oidc/login?${new URLSearchParams({ next })}`;
    const answer = await fetch(address, { redirect: 'manual' });
    const [, value = ''] =
      /tollgate_oidc=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '') ?? [];
    expect(JSON.parse(Buffer.from(value, 'base64url').toString()).next).toBe('/ui/');
  }
});

import OpenAI from 'openai';
import type { Browser, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningTollgate, startTollgate } from '../../server/test/testkit/start-tollgate.ts';
import { launchChromium } from './support/chromium.ts';
import { eventually, openSignedIn } from './support/dashboard.ts';
import { writeHistory } from './support/history.ts';
import { sumInSql } from './support/record.ts';

let server: RunningTollgate;
let browser: Browser;
let call: (customer: string) => Promise<unknown>;

beforeAll(async () => {
  server = await startTollgate();
  await writeHistory(server.databaseUrl, { days: 5, callsPerDay: 30, until: new Date() });
  browser = await launchChromium();
  const openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: server.masterKey });
  call = (user) =>
    openai.chat.completions.create({
      model: 'sim/gpt-4o-mini',
      messages: [{ role: 'user', content: 'Hello' }],
      user,
    });
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test('a customer opens by its link and by its address, whatever its id', async () => {
  const ids = [
    'a/b',
    '~',
    '100%',
    '%2F',
    'a?b#c',
    'a+b c',
    '"q"',
    "it's",
    'jane@acme.com',
    'v1.2',
    'a\\b',
    '客户 7',
  ];
  const { page, open, complaints } = await openSignedIn(browser, server);
  for (const id of ids) await call(id);
  const last = ids.at(-1);
  await eventually(async () => (await sumInSql(server.databaseUrl, last)).calls, 1);
  for (const id of ids) {
    await open(`/ui/customers?q=${encodeURIComponent(id)}`);
    await page.getByRole('table', { name: 'Customers' }).getByTitle(id, { exact: true }).click();
    const shown = () => page.getByRole('heading', { level: 1 }).textContent();
    const calls = () => page.locator('tr[data-call-id]').count();
    await eventually(async () => [await shown(), await calls()], [id, 1]);
    await page.reload();
    await eventually(async () => [await shown(), await calls()], [id, 1]);
  }
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('a lost connection is said and mended, and nothing is counted twice', async () => {
  const { page, open } = await openSignedIn(browser, server);
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket('**/graphql', (socket) => {
    socket.connectToServer();
    sockets.push(socket);
  });
  await open('/ui/');
  const badge = page.getByRole('button', { name: 'live updates' });
  const calls = async () => {
    const today = page.getByRole('region', { name: 'Today' });
    return Number(await today.locator('data').nth(1).getAttribute('value'));
  };
  await eventually(() => badge.textContent(), 'Live');
  const before = await calls();

  await call('globex');
  await eventually(calls, before + 1);
  await sockets.at(-1)?.close({ code: 1012, reason: 'restarting' });
  await eventually(() => badge.textContent(), 'Reconnecting');
  await call('globex');
  await eventually(() => badge.textContent(), 'Live');
  await eventually(calls, before + 2);
  await page.context().close();
});

test('paused figures stand still until they are resumed', async () => {
  const { page } = await openSignedIn(browser, server);
  const rows = page.locator('tr[data-call-id]');
  await rows.first().waitFor();
  await page.getByRole('button', { name: 'Live: pause live updates' }).click();
  const before = await rows.first().getAttribute('data-call-id');
  await call('paused-customer');
  const { page: other } = await openSignedIn(browser, server);
  await other.locator('tr[data-call-id]', { hasText: 'paused-customer' }).waitFor();
  await other.context().close();
  expect(await rows.first().getAttribute('data-call-id')).toBe(before);
  await page.getByRole('button', { name: 'Paused: resume live updates' }).click();
  await rows.filter({ hasText: 'paused-customer' }).waitFor();
  await page.context().close();
});

test('a failing server is shown as a problem, never as zeros', async () => {
  const { page, open } = await openSignedIn(browser, server);
  await page.route('**/graphql', async (route) => {
    const isFigures = route.request().postData()?.includes('Customers_Query') ?? false;
    await (isFigures ? route.fulfill({ status: 502, body: 'bad gateway' }) : route.continue());
  });
  await open('/ui/customers');
  const alert = page.getByRole('alert');
  await alert.waitFor();
  expect(await page.getByRole('main').textContent()).not.toContain('$0');
  await page.unroute('**/graphql');
  await alert.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('table', { name: 'Customers' }).waitFor();
  await page.context().close();
});

test('figures that cannot be refreshed stay, and say so', async () => {
  const { page } = await openSignedIn(browser, server);
  const chart = page.getByRole('figure');
  await chart.waitFor();
  await page.route('**/graphql', (route) => route.fulfill({ status: 502, body: 'bad gateway' }));
  await call('globex');
  const alert = page.getByRole('alert');
  await alert.getByText('could not be refreshed').waitFor();
  expect(await chart.isVisible()).toBe(true);
  await page.unroute('**/graphql');
  await alert.getByRole('button', { name: 'Try again' }).click();
  await alert.waitFor({ state: 'hidden' });
  await page.context().close();
});

test('a page left open over an upgrade asks to be reloaded, and goes on from there', async () => {
  const { page } = await openSignedIn(browser, server);
  const chart = page.getByRole('figure');
  await chart.waitFor();
  // What a page of another version sends: hashes that this server knows nothing of.
  await page.route('**/graphql', (route) => {
    const request = route.request().postDataJSON();
    request.extensions.persistedQuery.sha256Hash = '0'.repeat(64);
    return route.continue({ postData: JSON.stringify(request) });
  });
  await call('globex');
  const notice = page.getByRole('alert').filter({ hasText: 'Tollgate was upgraded since' });
  await notice.waitFor();
  expect(await chart.isVisible()).toBe(true);
  await page.getByRole('link', { name: 'Customers', exact: true }).click();
  await page.getByRole('alert').filter({ hasText: 'of the version before' }).waitFor();
  expect(await page.getByRole('main').textContent()).not.toMatch(/failed|broke|\$0/);
  await page.unroute('**/graphql');
  await notice.getByRole('button', { name: 'Reload' }).click();
  await page.getByRole('table', { name: 'Customers' }).waitFor();
  await notice.waitFor({ state: 'hidden' });
  await page.context().close();
});

test('a session that has ended leads through the login back to the same place', async () => {
  const { page, open, context } = await openSignedIn(browser, server);
  await open('/ui/customers/globex?range=7d');
  await page.locator('tr[data-call-id]').first().waitFor();
  await context.clearCookies();
  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await page.waitForURL('**/ui/login?*expired=true');
  await page.getByText('Your session has ended').waitFor();
  expect(new URL(page.url()).searchParams.get('next')).toBe('/ui/?range=7d');
  await context.close();
});

test('the keyboard reaches everything: skip link, search, chart, call', async () => {
  const { page, open } = await openSignedIn(browser, server);
  await open('/ui/customers');
  await page.getByRole('table', { name: 'Customers' }).waitFor();
  await page.keyboard.press('Tab');
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  expect(await focused()).toBe('Skip to content');
  await page.keyboard.press('/');
  await page.keyboard.type('glob');
  await page.waitForURL('**/ui/customers?q=glob');

  await open('/ui/?by=model');
  const chart = page.getByRole('group', { name: 'Spend by model: read with the arrow keys' });
  await chart.focus();
  await page.keyboard.press('End');
  expect(await chart.textContent()).toMatch(/so far/);

  const first = page.locator('tr[data-call-id] a').first();
  await first.focus();
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Call' });
  await sheet.waitFor();
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'hidden' });
  expect(await first.evaluate((link) => link === document.activeElement)).toBe(true);
  expect(new URL(page.url()).pathname).toBe('/ui/');
  await page.context().close();
});

test('a dialog that was chosen from a menu gives the focus back to the button of the menu', async () => {
  const { page } = await openSignedIn(browser, server);
  const range = page.getByRole('button', { name: /^Range/ });
  await range.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'From a day to a day…' }).press('Enter');
  await page.getByRole('dialog', { name: 'From a day to a day' }).waitFor();
  await page.keyboard.press('Escape');
  await eventually(() => range.evaluate((button) => button === document.activeElement), true);
  await page.context().close();
});

test('a form stays open when text in it is marked beyond its edge, and closes beside it', async () => {
  const { page, open } = await openSignedIn(browser, server);
  await open('/ui/budgets');
  await page.getByRole('button', { name: 'Set a budget' }).first().click();
  const limit = page.getByLabel('Limit in US dollars');
  await limit.fill('1234');
  const box = await limit.boundingBox();
  const [x, y] = [box?.x ?? 0, (box?.y ?? 0) + 10];
  await page.mouse.move(x + 40, y);
  await page.mouse.down();
  await page.mouse.move(x - 200, y);
  await page.mouse.up();
  expect(await limit.inputValue()).toBe('1234');
  await page.mouse.click(x - 200, y);
  await limit.waitFor({ state: 'detached' });
  await page.context().close();
});

test('calls of a customer are not refused by one click', async () => {
  const { page, open } = await openSignedIn(browser, server);
  await open('/ui/customers/acme-corp/billing');
  await page.getByRole('button', { name: 'Refuse at zero' }).click();
  await page.getByText('Calls go on without credit').waitFor();
  await page.getByRole('button', { name: 'Really refuse at zero' }).click();
  await page.getByText('Calls are refused once').waitFor();
  await page.context().close();
});

test('the range stays from screen to screen, in the address', async () => {
  const { page } = await openSignedIn(browser, server);
  await page.getByRole('button', { name: 'Range: Last 30 days' }).click();
  await page.getByRole('menuitemradio', { name: 'Last 7 days' }).click();
  await page.waitForURL('**/ui/?range=7d');
  await page.getByRole('link', { name: 'Customers', exact: true }).click();
  await page.waitForURL('**/ui/customers?range=7d');
  await page.getByRole('table').getByRole('link', { name: 'acme-corp' }).click();
  await page.waitForURL('**/ui/customers/acme-corp?range=7d');
  await page.getByRole('button', { name: 'Range: Last 7 days' }).click();
  await page.getByRole('menuitemradio', { name: 'Yesterday' }).click();
  await page.waitForURL('**/ui/customers/acme-corp?range=yesterday');
  await page.context().close();
});

test('the theme is kept and is there before the first paint', async () => {
  const { page } = await openSignedIn(browser, server, { colorScheme: 'light' });
  await page.getByRole('button', { name: 'Theme' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  const theme = () => page.evaluate(() => document.documentElement.dataset['theme']);
  expect(await theme()).toBe('dark');
  await page.reload({ waitUntil: 'commit' });
  await page.waitForSelector('body', { state: 'attached' });
  expect(await theme()).toBe('dark');
  await page.context().close();
});

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningTollgate, startTollgate } from '../../server/test/testkit/start-tollgate.ts';
import { launchChromium } from './support/chromium.ts';
import { type Dashboard, openDashboard, openSignedIn, signIn } from './support/dashboard.ts';

let server: RunningTollgate;
let browser: Browser;
let dashboard: Dashboard;
let page: Page;

beforeAll(async () => {
  server = await startTollgate();
  browser = await launchChromium();
  dashboard = await openSignedIn(browser, server);
  page = dashboard.page;
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const rowOf = (table: string, text: string) =>
  page.getByRole('table', { name: table }).locator('tbody tr', { hasText: text });

describe('people and teams, in the dashboard', () => {
  let invitation = '';

  test('a team is made, and somebody known by an address only is its admin', async () => {
    await page.getByRole('link', { name: 'Teams & users' }).click();
    await page.getByText('No teams yet').waitFor();
    await page.getByRole('button', { name: 'Create team' }).click();
    await page.getByLabel('Name').fill('Checkout');
    await page.getByRole('dialog').getByRole('button', { name: 'Create team' }).click();
    await page.getByRole('link', { name: 'Checkout' }).click();
    const sheet = page.getByRole('dialog', { name: 'Team' });
    await sheet.getByLabel('Add by e-mail').fill('ada@example.com');
    await sheet.getByRole('button', { name: 'Add' }).click();
    await sheet.getByLabel('Role of ada@example.com').selectOption('Team admin');
    await page.keyboard.press('Escape');
  });

  test('a member has a budget of their own in the team', async () => {
    await page.getByRole('link', { name: 'Checkout' }).click();
    const budgets = page.getByRole('region', { name: 'Budgets' });
    await budgets.getByText('Neither the team nor a member has a budget').waitFor();
    await budgets.getByRole('button', { name: 'Set a member’s' }).click();
    await budgets.getByLabel('User', { exact: true }).selectOption('ada@example.com');
    await budgets.getByLabel('Limit in US dollars').fill('25');
    await budgets.getByRole('button', { name: 'Set the budget' }).click();
    await budgets.getByRole('listitem').filter({ hasText: 'ada@example.com, a month' }).waitFor();
    await page.keyboard.press('Escape');
  });

  test('a bad address is refused at its field', async () => {
    await page.getByRole('link', { name: 'Checkout' }).click();
    const field = page.getByLabel('Add by e-mail');
    await field.fill('nobody');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await field.and(page.locator('[aria-invalid=true]')).waitFor();
    await page.keyboard.press('Escape');
  });

  test('who is invited chooses a password, and sees their team and nothing else', async () => {
    await page.getByRole('tab', { name: 'Users' }).click();
    await page.getByRole('link', { name: 'ada@example.com' }).click();
    await page.getByRole('button', { name: 'Invitation link' }).click();
    invitation = (await page.locator('[data-secret]').textContent()) ?? '';
    await page.keyboard.press('Escape');

    const guest = await openDashboard(browser, server);
    await guest.open(invitation);
    await guest.page.getByLabel('Password').fill('short');
    await guest.page.getByRole('button', { name: 'Set password' }).click();
    await guest.page.getByRole('alert').waitFor();
    await guest.page.getByLabel('Password').fill('a long enough password');
    await guest.page.getByRole('button', { name: 'Set password' }).click();
    await guest.page.getByRole('link', { name: 'Teams & users' }).click();
    await guest.page.getByRole('link', { name: 'Checkout' }).waitFor();
    expect(await guest.page.getByRole('button', { name: 'Create team' }).count()).toBe(0);
    await guest.page.getByRole('link', { name: 'Settings' }).click();
    await guest.page.getByRole('table', { name: 'Sessions' }).waitFor();
    expect(await guest.page.getByRole('tab').allTextContents()).toEqual(['Your account']);
    await guest.open('/ui/settings?tab=audit');
    await guest.page.getByText('You may not see this').waitFor();
    const nav = guest.page.getByRole('navigation', { name: 'Main' }).getByRole('link');
    expect(await nav.allTextContents()).toEqual([
      ...['Overview', 'Customers', 'Usage', 'Logs', 'Keys', 'Teams & users', 'Settings'],
    ]);
    for (const page of ['budgets', 'invoices', 'rate-cards/any', 'prices', 'webhooks/any']) {
      await guest.open(`/ui/${page}`);
      await guest.page.getByRole('status').getByText('You may not see this').waitFor();
      expect(await guest.page.getByRole('alert').count()).toBe(0);
    }
    expect(guest.complaints).toEqual([]);
    await guest.context.close();
  });

  test('an invitation works once', async () => {
    const second = await openDashboard(browser, server);
    await second.open(invitation);
    await second.page.getByLabel('Password').fill('another long password');
    await second.page.getByRole('button', { name: 'Set password' }).click();
    await second.page.getByRole('alert').waitFor();
    await second.context.close();
  });

  test('a role is changed, and a disabled user says so in the list', async () => {
    await page.reload();
    await page.getByRole('link', { name: 'ada@example.com' }).click();
    const sheet = page.getByRole('dialog', { name: 'User' });
    await sheet.getByLabel('Role').selectOption({ label: 'Engineer: keys and models' });
    await sheet.locator('dl').getByText('Engineer').waitFor();
    await sheet.getByRole('button', { name: 'Disable' }).click();
    await sheet.getByRole('button', { name: 'Enable' }).waitFor();
    await page.keyboard.press('Escape');
    await rowOf('Users', 'ada@example.com').getByText('Disabled').waitFor();
  });
});

describe('settings', () => {
  test('a token is shown once, opens the API within its scope, and is revoked', async () => {
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('tab', { name: 'API tokens' }).click();
    await page.getByText('No tokens yet').waitFor();
    await page.getByRole('button', { name: 'Create token' }).first().click();
    await page.getByLabel('Name').fill('billing system');
    await page.getByRole('dialog').getByRole('button', { name: 'Create token' }).click();
    const secret = (await page.locator('[data-secret]').textContent()) ?? '';
    await page.getByRole('button', { name: 'Done' }).click();
    expect(await page.content()).not.toContain(secret);
    expect(await asked(secret, '{ teams { nodes { id } } }')).toBe('FORBIDDEN');
    expect(await asked(secret, '{ viewer { name } }')).toBe('billing system');
    await page.getByRole('button', { name: 'Revoke billing system' }).click();
    await page.getByRole('button', { name: 'Really revoke' }).click();
    await page.getByText('No tokens yet').waitFor();
    expect(await asked(secret, '{ viewer { name } }')).toBe('UNAUTHENTICATED');
  });

  test('a session elsewhere is ended from here', async () => {
    const other = await openDashboard(browser, server);
    await other.open('/ui/login');
    await signIn(other.page, server);
    await page.getByRole('tab', { name: 'Your account' }).click();
    const end = page.getByRole('button', { name: 'End', exact: true });
    await end.click();
    await end.waitFor({ state: 'hidden' });
    await other.open('/ui/customers');
    await other.page.waitForURL('**/ui/login?*');
    await other.context.close();
  });

  test('the audit log tells all of it, can be searched, and comes as CSV', async () => {
    await page.getByRole('tab', { name: 'Audit log' }).click();
    await page.getByLabel('Search the audit log').fill('createTeam');
    const row = rowOf('Audit log', 'createTeam');
    await row.first().waitFor();
    await page.waitForURL('**tab=audit&q=createTeam');
    const link = page.getByRole('link', { name: 'CSV: audit log' });
    expect(await link.getAttribute('href')).toBe('/exports/audit.csv?search=createTeam');
    await rowOf('Audit log', 'disableUser').waitFor({ state: 'detached' });
    await row.first().getByRole('button').click();
    const sheet = page.getByRole('dialog', { name: 'Audit entry' });
    expect(await sheet.textContent()).toContain('"name": "Checkout"');
    await page.keyboard.press('Escape');
    const csv = await dashboard.context.request.get('/exports/audit.csv?search=createTeam');
    expect((await csv.text()).trim().split('\n').length).toBe(2);
  });

  test('all of it without a complaint from the browser', () => {
    expect(dashboard.complaints).toEqual([]);
  });
});

/** The name of who asks, or the code of the refusal. */
async function asked(token: string, query: string): Promise<string> {
  const answer = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await answer.json();
  return errors?.[0]?.extensions?.code ?? data.viewer?.name ?? 'UNAUTHENTICATED';
}

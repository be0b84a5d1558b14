import OpenAI from 'openai';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningTollgate, startTollgate } from '../../server/test/testkit/start-tollgate.ts';
import { launchChromium } from './support/chromium.ts';
import { type Dashboard, eventually, openSignedIn } from './support/dashboard.ts';

const MODEL = 'sim/gpt-4o';

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

/** What the gateway says to a call of a customer. */
async function statusOf(user: string): Promise<number> {
  const openai = new OpenAI({
    baseURL: `${server.url}/v1`,
    apiKey: server.masterKey,
    maxRetries: 0,
  });
  const messages = [{ role: 'user' as const, content: 'Hello' }];
  return openai.chat.completions
    .create({ model: MODEL, messages, user, max_tokens: 50 })
    .asResponse()
    .then(
      (response) => response.status,
      (error: unknown) => (error instanceof OpenAI.APIError ? (error.status ?? 0) : 0),
    );
}

const dialog = (name: string) => page.getByRole('dialog', { name });
const tab = (name: string) => page.getByRole('tab', { name }).click();
const tier = (name: string) => page.locator(`[data-tier="${name}"]`);
const gone = (of: Locator) => of.waitFor({ state: 'hidden' });

async function choose(trigger: string, item: string): Promise<void> {
  await page.getByRole('button', { name: trigger }).last().click();
  await page.getByRole('menuitem', { name: item }).click();
}

describe('what customers may spend, in the dashboard', () => {
  test('before there is a budget or a tier, each tab says what it is for', async () => {
    await page.getByRole('link', { name: 'Budgets & tiers' }).click();
    await page.getByText('No budgets yet').waitFor();
    await tab('Tiers');
    await page.getByText('No tiers yet').waitFor();
    await tab('Blocked');
    await page.getByText('Nobody is blocked').waitFor();
    await eventually(() => page.getByRole('button', { name: /live updates$/ }).count(), 0);
  });

  test('a default tier of nothing refuses the first call of somebody nobody has seen', async () => {
    await tab('Tiers');
    await page.getByRole('button', { name: 'New tier' }).first().click();
    const sheet = dialog('New tier');
    await sheet.getByLabel('Name').fill('my-free-tier');
    await sheet.getByLabel('Limit in US dollars').fill('four');
    await sheet.getByRole('button', { name: 'Make the tier' }).click();
    await sheet.getByText('Enter an amount in US dollars').waitFor();
    await sheet.getByLabel('Limit in US dollars').fill('0');
    await sheet.getByLabel('The tier of customers that have no other').check();
    await sheet.getByRole('button', { name: 'Make the tier' }).click();
    await tier('my-free-tier').getByText('$0.00 a month').waitFor();
    expect(await statusOf('stranger')).toBe(429);
  });

  test('changed, it holds for all on it from the next call on', async () => {
    await choose('Change the tier my-free-tier', 'Change…');
    const sheet = dialog('Change my-free-tier');
    await sheet.getByLabel('Limit in US dollars').fill('4');
    await sheet.getByRole('button', { name: 'Save' }).click();
    await tier('my-free-tier').getByText('$4.00 a month').waitFor();
    expect(await statusOf('stranger')).toBe(200);
  });

  test('customers are put on a tier by their ids, several at once', async () => {
    await page.getByRole('button', { name: 'New tier' }).first().click();
    await dialog('New tier').getByLabel('Name').fill('closed');
    await dialog('New tier').getByLabel('Limit in US dollars').fill('0');
    await dialog('New tier').getByRole('button', { name: 'Make the tier' }).click();
    await tier('closed').getByRole('button', { name: 'Assign' }).click();
    const sheet = dialog('Put customers on closed');
    await sheet.getByLabel('Customers').fill('acme\n\n  globex 🙂 ');
    await sheet.getByRole('button', { name: 'Assign 2 customers' }).click();
    await tier('closed').getByRole('button', { name: '2 customers' }).waitFor();
    expect([await statusOf('acme'), await statusOf('globex 🙂')]).toEqual([429, 429]);
    expect(await statusOf('initech')).toBe(200);
  });

  test('a budget tells live what is spent of it', async () => {
    await tab('Budgets');
    await page.getByRole('button', { name: 'Set a budget' }).first().click();
    const sheet = dialog('Set a budget');
    await sheet.getByLabel('Customer', { exact: true }).last().fill('initech');
    await sheet.getByLabel('Limit in US dollars').fill('0.5');
    await sheet.getByText(/last month/).waitFor();
    await sheet.getByRole('button', { name: 'Set the budget' }).click();
    await gone(sheet);
    await page.getByRole('button', { name: 'Live: pause live updates' }).waitFor();
    const meter = page.getByRole('meter', { name: 'Used by Customer initech' });
    const before = await meter.getAttribute('aria-valuetext');
    expect(await statusOf('initech')).toBe(200);
    await expect
      .poll(() => meter.getAttribute('aria-valuetext'), { timeout: 10_000 })
      .not.toBe(before);
  });

  test('raised for a while it has more, reset it begins anew, removed it is gone', async () => {
    await choose('Change the budget of Customer initech', 'Raise for a while…');
    const raise = dialog('Raise for a while');
    await raise.getByLabel('Add to the limit').fill('1');
    await raise.getByRole('button', { name: 'Raise' }).click();
    await raise.locator('[aria-invalid=true]').waitFor();
    await raise.getByLabel('Reason').fill('launch week');
    await raise.getByRole('button', { name: 'Raise' }).click();
    await page.getByText('$1.50').first().waitFor();
    await choose('Change the budget of Customer initech', 'Reset the count…');
    await dialog('Reset the count').getByLabel('Reason').fill('our fault');
    await dialog('Reset the count').getByRole('button', { name: 'Reset the count' }).click();
    await page.getByRole('button', { name: 'Live: pause live updates' }).waitFor();
    const meter = page.getByRole('meter', { name: 'Used by Customer initech' });
    await expect
      .poll(() => meter.getAttribute('aria-valuetext'), { timeout: 10_000 })
      .toContain('$0.00 of $1.50, 0 per cent');
    await choose('Change the budget of Customer initech', 'Raises and resets');
    await dialog('Raises and resets').getByText('launch week').waitFor();
    await dialog('Raises and resets').getByText('our fault').waitFor();
    await page.keyboard.press('Escape');
    await choose('Change the budget of Customer initech', 'Remove…');
    await dialog('Remove the budget').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No budgets yet').waitFor();
  });

  test("a customer's page shows its tier and budget, and blocks it at once", async () => {
    await dashboard.open('/ui/customers/acme');
    await page.getByText('On the tier').waitFor();
    await page.getByRole('table', { name: 'Budgets of acme' }).getByText('closed').waitFor();
    await page.getByRole('button', { name: 'Block' }).click();
    await dialog('Block acme').getByLabel('Reason').fill('unpaid invoice');
    await dialog('Block acme').getByRole('button', { name: 'Block' }).click();
    await page.getByText('unpaid invoice').waitFor();
    expect(await statusOf('acme')).toBe(403);
    await dashboard.open('/ui/budgets?tab=blocked');
    await page.getByRole('button', { name: 'Unblock acme' }).click();
    await page.getByText('Nobody is blocked').waitFor();
    expect(await statusOf('acme')).toBe(429);
  });

  test('all of it without a complaint from the browser', () => {
    expect(dashboard.complaints).toEqual([]);
  });
});

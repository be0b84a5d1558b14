import OpenAI from 'openai';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningTollgate, startTollgate } from '../../server/test/testkit/start-tollgate.ts';
import { launchChromium } from './support/chromium.ts';
import { type Dashboard, eventually, openDashboard, signIn } from './support/dashboard.ts';
import { writeHistory } from './support/history.ts';
import {
  columnInCsv,
  invoiceTotalInGraphql,
  plain,
  sumInCsv,
  sumInGraphql,
  sumInSql,
} from './support/record.ts';
import { usageEverywhere } from './support/usage-totals.ts';

const MODEL = 'sim/gpt-4o-mini';
const CUSTOMER = 'acme/eu west';

let server: RunningTollgate;
let browser: Browser;
let dashboard: Dashboard;
let page: Page;
let openai: OpenAI;

beforeAll(async () => {
  server = await startTollgate();
  browser = await launchChromium();
  dashboard = await openDashboard(browser, server);
  page = dashboard.page;
  openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: server.masterKey, maxRetries: 0 });
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const messages = [{ role: 'user' as const, content: 'Hello' }];
const rows = () => page.locator('tr[data-call-id]');

/** The exact amount behind an abbreviated one. */
async function exact(scope: ReturnType<Page['locator']>): Promise<string> {
  return plain((await scope.locator('data').first().getAttribute('value')) ?? '');
}

async function csvBehind(link: ReturnType<Page['locator']>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

describe('from the first login to the last digit', () => {
  test('who is not signed in is asked to, and told what is wrong', async () => {
    await dashboard.open('/ui/customers?range=7d');
    await page.waitForURL('**/ui/login?next=*');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Enter your password.').waitFor();
    await page.getByLabel('E-mail or login name').fill('admin');
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The login or the password is wrong').waitFor();
  });

  test('after signing in, the page that was asked for opens', async () => {
    await signIn(page, server);
    await page.getByRole('heading', { name: 'Customers', level: 1 }).waitFor();
    await page.waitForURL((url) => url.search === '?range=7d');
    await page.getByText('No customers yet').waitFor();
  });

  test('before the first call the overview says how to make it', async () => {
    await page.getByRole('link', { name: 'Overview' }).first().click();
    await page.getByText('Waiting for your first call').waitFor();
    const code = await page.locator('pre:visible').textContent();
    expect(code).toContain(`${server.url.replace('127.0.0.1', 'localhost')}/v1/chat/completions`);
    expect(code).toContain(`"model": "${MODEL}"`);
    expect(code).toContain('"user": "customer-123"');
    await page.getByRole('tab', { name: 'Python' }).click();
    expect(await page.locator('pre:visible').textContent()).toContain('from openai import OpenAI');
    await page.getByRole('button', { name: 'Live: pause live updates' }).waitFor();
  });

  test('the first call turns it into the dashboard, without a reload', async () => {
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    await openai.chat.completions.create({ model: MODEL, messages, user: CUSTOMER });
    await rows().first().waitFor();
    expect(await rows().count()).toBe(1);
    expect(await rows().first().textContent()).toContain(CUSTOMER);
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
  });

  test('a streamed call and one without a customer appear as well', async () => {
    const stream = await openai.chat.completions.create({
      model: MODEL,
      messages,
      user: 'globex',
      stream: true,
      ...({ metadata: { tags: ['feature:chat', 'tier:pro'] } } as object),
    });
    for await (const _chunk of stream);
    await openai.chat.completions.create({ model: MODEL, messages });
    await eventually(() => rows().count(), 3);
    const newest = await rows().allTextContents();
    expect(newest.join('\n')).toContain('feature:chat');
    expect(newest.join('\n')).toContain('No customer');
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
  });

  test('page, GraphQL, CSV and SQL agree to the last digit', async () => {
    const recorded = await sumInSql(server.databaseUrl);
    expect(recorded.calls).toBe(3);
    expect(await sumInGraphql(dashboard.context)).toEqual(recorded);

    const spend = page.getByRole('region', { name: 'Spend', exact: true });
    await eventually(() => exact(spend), recorded.charge);
    expect(await exact(page.getByRole('region', { name: 'Today' }))).toBe(recorded.charge);
    const csv = await csvBehind(page.getByRole('link', { name: 'CSV: spend by customer' }));
    expect(sumInCsv(csv)).toEqual(recorded);

    await page.getByRole('link', { name: 'Customers', exact: true }).first().click();
    const footer = page.getByRole('table', { name: 'Customers' }).locator('tfoot');
    await footer.waitFor();
    expect(await exact(footer)).toBe(recorded.charge);
  });

  test('the customer shows its share of it, by model, day and call', async () => {
    const recorded = await sumInSql(server.databaseUrl, CUSTOMER);
    await page.getByRole('link', { name: CUSTOMER }).click();
    await page.getByRole('heading', { name: CUSTOMER, level: 1 }).waitFor();
    expect(await sumInGraphql(dashboard.context, CUSTOMER)).toEqual(recorded);
    for (const part of ['Model', 'Day']) {
      const total = page
        .getByRole('table', { name: `Spend by ${part.toLowerCase()}` })
        .locator('tfoot');
      expect(await exact(total)).toBe(recorded.charge);
      const csv = await csvBehind(
        page.getByRole('link', { name: `CSV: spend by ${part.toLowerCase()}` }),
      );
      expect(sumInCsv(csv)).toEqual(recorded);
    }
    expect(await rows().count()).toBe(recorded.calls);
  });

  test('a call explains its cost line by line, and its address can be shared', async () => {
    await rows().getByRole('link').first().click();
    const sheet = page.getByRole('dialog', { name: 'Call' });
    await sheet.getByRole('table').waitFor();
    const amounts = sheet.getByRole('table').locator('tbody td:last-child data');
    const lines = await amounts.evaluateAll((cells) =>
      cells.map((cell) => cell.getAttribute('value')),
    );
    const csv = ['charge,calls', ...lines.map((amount) => `${amount},0`)].join('\n');
    const { charge } = await sumInSql(server.databaseUrl, CUSTOMER);
    expect(sumInCsv(csv).charge).toBe(charge);
    expect(await exact(sheet.getByRole('table').locator('tfoot'))).toBe(charge);

    const shared = new URL(page.url());
    expect(shared.pathname).toBe('/ui/customers/acme%2Feu%20west');
    expect(shared.searchParams.get('call')).toMatch(/^[0-9a-f-]{36}$/);
    await page.reload();
    await sheet.getByRole('table').waitFor();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
    await page.waitForURL((url) => url.search === '?range=7d');
  });

  test('the logs find calls by what is asked of them, and say what these come to', async () => {
    await page.getByRole('link', { name: 'Logs', exact: true }).first().click();
    const calls = page.getByRole('region', { name: 'Calls', exact: true }).first();
    const sum = calls.getByRole('status').first();
    const { charge } = await sumInSql(server.databaseUrl);
    await eventually(() => exact(sum), charge);
    expect(await rows().count()).toBe(3);

    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page
      .getByRole('textbox', { name: 'Customer' })
      .or(page.getByRole('combobox', { name: 'Customer' }))
      .fill(CUSTOMER);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const own = await sumInSql(server.databaseUrl, CUSTOMER);
    await eventually(() => exact(sum), own.charge);
    expect(await rows().count()).toBe(own.calls);
    expect(new URL(page.url()).searchParams.get('customer')).toBe(CUSTOMER);

    await page.getByLabel('Search errors or a call id').fill('no such error');
    await page.getByText('No call matches').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await eventually(() => rows().count(), 3);
  });

  test('usage comes to the same everywhere, and opens down to its calls', async () => {
    const recorded = await sumInSql(server.databaseUrl);
    const { page: shown, ...others } = await usageEverywhere(server, dashboard, {
      search: 'range=7d&group=customer&sub=model',
      range: { preset: 'LAST_7_DAYS' },
    });
    expect(shown).toEqual(recorded);
    expect(others).toEqual({ graphql: recorded, csv: recorded });

    const usage = page.getByRole('table', { name: 'Usage' });
    await usage.getByRole('link', { name: CUSTOMER }).click();
    await page.getByRole('heading', { name: 'Spend by model' }).waitFor();
    await usage.getByRole('link', { name: MODEL }).click();
    await page.getByRole('heading', { name: 'Logs', level: 1 }).waitFor();
    const own = await sumInSql(server.databaseUrl, CUSTOMER);
    await eventually(() => rows().count(), own.calls);
    expect(page.url()).toContain('model=sim');
  });

  test('a month that has ended is drafted, added to by hand, reviewed and finalised', async () => {
    const until = new Date();
    await writeHistory(server.databaseUrl, { days: 62, callsPerDay: 2, customers: 1, until });
    await page.getByRole('link', { name: 'Invoices', exact: true }).first().click();
    await page.getByText('No drafts').waitFor();
    await page.getByRole('button', { name: 'Generate' }).click();
    await page.getByRole('button', { name: 'Generate drafts' }).click();
    await page.getByText('Drafted. Look at them').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    const drafts = page.getByRole('table', { name: 'Invoices' });
    await drafts
      .getByRole('link', { name: /^Draft\b.*acme-corp/ })
      .last()
      .click();
    await page.getByRole('button', { name: 'Add a line' }).click();
    await page.getByLabel('Description').fill('Onboarding');
    await page.getByLabel('Amount in US dollars').fill('250.10');
    await page.getByRole('button', { name: 'Add the line' }).click();
    await page.getByRole('table', { name: 'Lines' }).getByText('Onboarding').waitFor();
    await page.getByRole('button', { name: 'To review' }).click();
    await page.getByText('In review it stands still').waitFor();
    await page.getByRole('button', { name: 'Finalise…' }).click();
    await page.getByRole('button', { name: 'Finalise', exact: true }).click();
    await page.getByRole('heading', { name: 'INV-000001', level: 1 }).waitFor();
    await page.getByText('The database itself refuses every change').waitFor();
  });

  test('it comes to the same on the page, over GraphQL and in both files', async () => {
    const total = await exact(page.locator('[data-sum=Total]'));
    expect(await invoiceTotalInGraphql(dashboard.context, 'INV-000001')).toBe(total);
    const summary = await csvBehind(page.getByRole('link', { name: 'CSV: INV-000001' }));
    expect(columnInCsv(summary, 'Total')).toBe(total);
    const lines = await csvBehind(page.getByRole('link', { name: 'FOCUS: lines of INV-000001' }));
    expect(columnInCsv(lines, 'BilledCost')).toBe(total);
  });

  test('all of it without a complaint from the browser', () => {
    expect(dashboard.complaints).toEqual([]);
  });

  test('signing out leads to the login, and back there is no way in', async () => {
    await page.getByRole('button', { name: 'Account: admin' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/ui/login');
    await dashboard.open('/ui/');
    await page.waitForURL('**/ui/login?next=*');
  });
});

import OpenAI from 'openai';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningTollgate, startTollgate } from '../../server/test/testkit/start-tollgate.ts';
import { launchChromium } from './support/chromium.ts';
import { type Dashboard, eventually, openSignedIn } from './support/dashboard.ts';
import { manage } from './support/manage.ts';

const MODEL = 'sim/gpt-4o-mini';

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

/** What the gateway says to a call with this secret. */
async function statusOf(apiKey: string): Promise<number> {
  const openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey, maxRetries: 0 });
  const messages = [{ role: 'user' as const, content: 'Hello' }];
  const asked = openai.chat.completions.create({ model: MODEL, messages, user: 'acme' });
  return asked.asResponse().then(
    (response) => response.status,
    (error: unknown) => (error instanceof OpenAI.APIError ? (error.status ?? 0) : 0),
  );
}

const sheet = () => page.getByRole('dialog', { name: 'API key' });
const row = () => page.getByRole('table', { name: 'API keys' }).locator('tbody tr');

async function secretShown(): Promise<string> {
  return (await page.locator('[data-secret]').textContent()) ?? '';
}

describe('the life of a key, in the dashboard', () => {
  let first = '';
  let second = '';

  test('before there is one, the page says what a key is for', async () => {
    await page.getByRole('link', { name: 'Keys', exact: true }).click();
    await page.getByText('No keys yet').waitFor();
  });

  test('what is refused stands at its field, and the step that needs a change is named', async () => {
    await page.getByRole('button', { name: 'Create key' }).first().click();
    const wizard = page.getByRole('dialog', { name: 'Create key' });
    await wizard.getByLabel('Name').fill('checkout');
    await wizard.getByLabel('Owner’s e-mail').fill('not an address');
    const next = () => wizard.getByRole('button', { name: 'Next' }).click();
    const back = () => wizard.getByRole('button', { name: 'Back' }).click();
    await next();
    await next();
    await wizard.getByLabel('Budget in US dollars').fill('1,5');
    await wizard.getByRole('button', { name: 'Create key' }).click();
    await wizard.getByText('Enter an amount in US dollars').waitFor();
    await wizard.getByLabel('Budget in US dollars').fill('5');
    await wizard.getByLabel('Calls a minute').fill('1000');
    await wizard.getByRole('button', { name: 'Create key' }).click();
    await wizard.getByText('Something in step 1 needs a change').waitFor();
    await back();
    await back();
    await wizard.getByLabel('Owner’s e-mail').and(page.locator('[aria-invalid=true]')).waitFor();
    await wizard.getByLabel('Owner’s e-mail').fill('ada@example.com');
    await next();
  });

  test('its secret is shown once, opens the gateway, and is nowhere on the page afterwards', async () => {
    await page.getByLabel('Models').fill(`${MODEL}, sim/gpt-4o`);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Create key' }).last().click();
    await page.getByRole('dialog', { name: 'The key is made' }).waitFor();
    await page.keyboard.press('Escape');
    first = await secretShown();
    expect(first).toMatch(/^sk-/);
    expect(await statusOf(first)).toBe(200);
    await page.getByRole('button', { name: 'Done' }).click();
    await row().waitFor();
    expect(await page.content()).not.toContain(first);
    const rules = await manage(
      server,
      '{ budgets { nodes { limit { amount } } } rateLimits { nodes { requestsPerMinute } } }',
    );
    expect(rules).toEqual({
      budgets: { nodes: [{ limit: { amount: '5' } }] },
      rateLimits: { nodes: [{ requestsPerMinute: 1_000 }] },
    });
  });

  test('the list tells its last use and its spend', async () => {
    await eventually(async () => {
      await page.reload();
      await row().waitFor();
      const text = (await row().textContent()) ?? '';
      return [text.includes('Never'), text.includes('$0.00')];
    }, [false, true]);
    expect(await row().textContent()).toContain('ada@example.com');
  });

  test('a blocked key is refused until it is unblocked', async () => {
    await row().getByRole('link', { name: 'checkout' }).click();
    await sheet().getByRole('button', { name: 'Block', exact: true }).click();
    await sheet().getByRole('button', { name: 'Unblock' }).waitFor();
    expect(await statusOf(first)).toBe(401);
    await sheet().getByRole('button', { name: 'Unblock' }).click();
    await sheet().getByRole('button', { name: 'Block', exact: true }).waitFor();
    expect(await statusOf(first)).toBe(200);
  });

  test('an edit changes what was changed, and shows', async () => {
    await sheet().getByRole('button', { name: 'Edit' }).click();
    await sheet().getByLabel('Name').fill('checkout, production');
    await sheet().getByLabel('Bound to customer').fill('acme');
    await sheet().getByRole('button', { name: 'Save' }).click();
    await sheet().getByRole('link', { name: 'acme' }).waitFor();
    await sheet().getByText(`${MODEL}, sim/gpt-4o`).waitFor();
  });

  test('once ids must be signed, a call without a signature is refused', async () => {
    await sheet().getByRole('button', { name: 'Edit' }).click();
    await sheet().getByLabel('Bound to customer').fill('');
    await sheet().getByRole('button', { name: 'Save' }).click();
    await sheet().getByRole('button', { name: 'Signed ids' }).click();
    await sheet().getByRole('button', { name: 'Require signed ids' }).click();
    expect(await secretShown()).toMatch(/^tgs-/);
    await page.getByRole('button', { name: 'Done' }).click();
    expect(await statusOf(first)).toBe(403);
    await sheet().getByText('Named by each call, and signed').waitFor();
    await sheet().getByRole('button', { name: 'Signed ids' }).click();
    await sheet().getByRole('button', { name: 'Allow unsigned ids' }).click();
    await sheet().getByText('Named by each call', { exact: true }).waitFor();
    expect(await statusOf(first)).toBe(200);
  });

  test('rotated at once, the new secret works and the old one does not', async () => {
    await sheet().getByRole('button', { name: 'Rotate' }).click();
    await sheet().getByLabel('The old secret ends').selectOption('At once');
    await sheet().getByRole('button', { name: 'Rotate key' }).click();
    second = await secretShown();
    expect(second).not.toBe(first);
    expect([await statusOf(first), await statusOf(second)]).toEqual([401, 200]);
    await page.getByRole('button', { name: 'Done' }).click();
  });

  test('revoked, it is refused for good and leaves the list', async () => {
    await sheet().getByRole('button', { name: 'Revoke' }).click();
    await sheet().getByRole('button', { name: 'Revoke key' }).click();
    await sheet().getByText('Revoked', { exact: true }).first().waitFor();
    expect(await statusOf(second)).toBe(401);
    await page.keyboard.press('Escape');
    await page.getByText('No keys yet').waitFor();
    await page.getByLabel('Keys shown').selectOption('Revoked');
    await row().getByRole('link', { name: 'checkout, production' }).waitFor();
  });

  test('all of it without a complaint from the browser', () => {
    expect(dashboard.complaints).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { formatMoney } from '../src/lib/money.ts';
import { openDashboard, openSignedIn } from './support/dashboard.ts';
import { withFilledServer } from './support/filled-server.ts';
import { manage, portalLink } from './support/manage.ts';

const filled = withFilledServer();

describe('a customer with a link to their portal', () => {
  const CUSTOMER = 'globex';
  const OWN = `{ usage(range: { preset: LAST_30_DAYS }, filter: { customers: ["${CUSTOMER}"] }) {
    totals { calls charge { amount } } } }`;

  /** As whoever runs Tollgate makes one for them. */
  async function linkFromDashboard(): Promise<string> {
    const { page, open, context } = await openSignedIn(filled.browser, filled.server);
    await open(`/ui/customers/${CUSTOMER}`);
    await page.getByRole('button', { name: 'Portal link' }).click();
    await page.getByRole('button', { name: 'Make a link' }).click();
    const link = await page.locator('[data-secret]').textContent();
    await context.close();
    return link ?? '';
  }

  const INVOICES = `{ invoices(first: 100, filter: { statuses: [FINALISED, PAID, VOID] }) {
    nodes { id number customerExternalId } } }`;

  test('sees their own usage, budgets and invoices, and comes to nothing else', async () => {
    const { page, open, context } = await openDashboard(filled.browser, filled.server);
    await open(await linkFromDashboard());
    await page.getByRole('heading', { name: CUSTOMER }).waitFor();
    const figures = page.getByRole('region', { name: 'Last 30 days' });
    await figures.waitFor();
    expect(page.url()).toBe(`${filled.server.url}/ui/portal`);
    expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);

    const { usage } = (await manage(filled.server, OWN)) as unknown as {
      usage: { totals: { calls: number; charge: { amount: string } } };
    };
    const { calls, charge } = usage.totals;
    expect(await figures.textContent()).toContain(
      formatMoney({ amount: charge.amount as `${number}`, currency: 'USD' }, 'total', 'en-US'),
    );
    expect(
      await page.getByRole('table', { name: 'Spend by model' }).locator('tfoot').textContent(),
    ).toContain(String(calls));
    const budgets = page.getByRole('region', { name: 'Budgets' });
    await budgets.getByText('gpt-4o').waitFor();
    const whole = await page.locator('body').textContent();
    for (const other of ['acme-corp', 'provider cost']) expect(whole).not.toContain(other);

    const { invoices } = (await manage(filled.server, INVOICES)) as unknown as {
      invoices: { nodes: { id: string; number: string; customerExternalId: string }[] };
    };
    const numbers = (isOwn: boolean) =>
      invoices.nodes.filter((each) => (each.customerExternalId === CUSTOMER) === isOwn);
    const table = page.getByRole('table', { name: 'Invoices' });
    const shown = await table.locator('tbody tr th span:first-child').allTextContents();
    expect(shown.sort()).toEqual(
      numbers(true)
        .map(({ number }) => number)
        .sort(),
    );
    expect(shown.length).toBeGreaterThan(0);
    const pdf = await table.getByRole('link', { name: /^PDF/ }).first().getAttribute('href');
    const invoice = await context.request.get(pdf ?? '');
    expect([invoice.status(), (await invoice.body()).subarray(0, 5).toString()]).toEqual([
      200,
      '%PDF-',
    ]);
    const [foreign] = numbers(false);
    const refused = await context.request.get(`/exports/invoice.pdf?id=${foreign?.id}`);
    expect([foreign === undefined, refused.status()]).toEqual([false, 404]);

    const csv = await page.getByRole('link', { name: 'CSV: spend by model' }).getAttribute('href');
    const file = await context.request.get(csv ?? '');
    expect([file.status(), (await file.text()).includes('cost')]).toEqual([200, false]);
    await open('/ui/customers');
    await page.getByRole('heading', { name: CUSTOMER }).waitFor();
    expect(page.url()).toBe(`${filled.server.url}/ui/portal`);
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByText('You have left your page').waitFor();
    await open('/ui/portal');
    await page.getByText('This page opens with a link').waitFor();
    await context.close();
  });

  test('is told when it was withdrawn, while they look and when they come back', async () => {
    const { page, open, context } = await openDashboard(filled.browser, filled.server);
    const { path, revoke } = await portalLink(filled.server, CUSTOMER);
    await open(path);
    await page.getByRole('heading', { name: CUSTOMER }).waitFor();
    await revoke();
    await page.getByRole('button', { name: /^Range/ }).click();
    await page.getByRole('menuitemradio', { name: 'Today' }).click();
    await page.getByText('This link has ended').waitFor();
    await open(path);
    await page.getByText('This link was withdrawn').waitFor();
    expect(page.url()).not.toContain('tgl-');
    await context.close();
  });
});

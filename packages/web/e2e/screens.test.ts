import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningTollgate, startTollgate } from '../../server/test/testkit/start-tollgate.ts';
import { formatMoney } from '../src/lib/money.ts';
import {
  accessibilityProblems,
  contrastProblems,
  sidewaysScroll,
} from './support/accessibility.ts';
import { launchChromium } from './support/chromium.ts';
import { type Dashboard, eventually, openDashboard, openSignedIn } from './support/dashboard.ts';
import { daysEverywhere } from './support/days-everywhere.ts';
import { writeHistory } from './support/history.ts';
import { fillInvoices, WEBHOOK } from './support/invoices.ts';
import { lockedConfig } from './support/locked-config.ts';
import { fillBudgets, fillPeople, manage, portalLink } from './support/manage.ts';
import { daysInSql } from './support/record.ts';
import { type Question, usageEverywhere } from './support/usage-totals.ts';

let server: RunningTollgate;
let browser: Browser;
let config: Awaited<ReturnType<typeof lockedConfig>>;

beforeAll(async () => {
  config = await lockedConfig();
  server = await startTollgate({
    config: config.path,
    env: { TOLLGATE_TIME_ZONE: 'America/New_York' },
  });
  await writeHistory(server.databaseUrl, {
    // The whole of last month is in it, whatever day it is: there is something to bill.
    days: 62,
    callsPerDay: 12,
    customers: 11,
    until: new Date(),
  });
  await fillPeople(server);
  await fillBudgets(server);
  await fillInvoices(server);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await config?.remove();
});

interface Screen {
  readonly name: string;
  readonly path: string;
  /** Brings the screen into the state that is looked at. */
  readonly arrive: (page: Page) => Promise<unknown>;
}

const SCREENS: readonly Screen[] = [
  {
    name: 'overview',
    path: '/ui/',
    arrive: (page) => page.locator('figure svg[role=img]').waitFor(),
  },
  {
    name: 'overview as a table',
    path: '/ui/?by=model&range=7d',
    arrive: async (page) => {
      await page.getByRole('radio', { name: 'Table' }).click();
      await page.getByRole('table', { name: 'Spend by model' }).waitFor();
    },
  },
  {
    name: 'customers',
    path: '/ui/customers',
    arrive: (page) => page.getByRole('table', { name: 'Customers' }).waitFor(),
  },
  {
    name: 'customers, none found',
    path: '/ui/customers?q=nobody-is-called-this',
    arrive: (page) => page.getByText('No customer matches').waitFor(),
  },
  {
    name: 'customer',
    path: '/ui/customers/acme-corp',
    arrive: async (page) => {
      await page.locator('figure svg[role=img]').waitFor();
      await page.locator('tr[data-call-id]').first().waitFor();
    },
  },
  {
    name: 'customer, a link to their portal',
    path: '/ui/customers/acme-corp',
    arrive: async (page) => {
      await page.getByRole('button', { name: 'Portal link' }).click();
      await page.getByRole('button', { name: 'Make a link' }).click();
      await page.getByRole('button', { name: 'Withdraw' }).first().waitFor();
      await page.locator('[data-secret]').waitFor();
    },
  },
  {
    name: 'unknown customer',
    path: '/ui/customers/nobody',
    arrive: (page) => page.getByText('No call has named this customer').waitFor(),
  },
  {
    name: 'call',
    path: '/ui/customers/acme-corp',
    arrive: async (page) => {
      await page.locator('tr[data-call-id] a').first().click();
      await page.getByRole('dialog', { name: 'Call' }).getByRole('table').waitFor();
    },
  },
  {
    name: 'usage, compared',
    path: '/ui/usage?group=model&sub=customer&compare=previous&range=mtd',
    arrive: async (page) => {
      await page.getByRole('table', { name: 'Usage' }).waitFor();
      await page.locator('figure svg[role=img]').waitFor();
    },
  },
  {
    name: 'logs, a filter to be added',
    path: '/ui/logs?customer=acme-corp&maxMs=60000',
    arrive: async (page) => {
      await page.getByRole('table', { name: 'Calls' }).waitFor();
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await page.getByRole('dialog', { name: 'Add a filter' }).waitFor();
    },
  },
  {
    name: 'budgets',
    path: '/ui/budgets',
    arrive: (page) => page.getByRole('table', { name: 'Budgets' }).waitFor(),
  },
  {
    name: 'budget, to be set',
    path: '/ui/budgets',
    arrive: async (page) => {
      await page.getByRole('button', { name: 'Set a budget' }).click();
      await page.getByLabel('Limit in US dollars').fill('0.5');
      await page.getByText(/last month\b/).waitFor();
    },
  },
  {
    name: 'budget, to be raised',
    path: '/ui/budgets',
    arrive: async (page) => {
      await page.getByRole('table', { name: 'Budgets' }).getByRole('button').last().click();
      await page.getByRole('menuitem', { name: 'Raise for a while…' }).click();
      await page.getByLabel('Add to the limit').waitFor();
    },
  },
  {
    name: 'tiers',
    path: '/ui/budgets?tab=tiers',
    arrive: (page) => page.getByRole('heading', { name: 'my-free-tier' }).waitFor(),
  },
  {
    name: 'tier, to be changed',
    path: '/ui/budgets?tab=tiers',
    arrive: async (page) => {
      await page.getByRole('button', { name: 'Change the tier my-free-tier' }).click();
      await page.getByRole('menuitem', { name: 'Change…' }).click();
      await page.getByText(/last month\b/).waitFor();
    },
  },
  {
    name: 'blocked',
    path: '/ui/budgets?tab=blocked',
    arrive: (page) => page.getByText('45 days overdue').waitFor(),
  },
  {
    name: 'invoices',
    path: '/ui/invoices?tab=all',
    arrive: (page) => page.getByRole('table', { name: 'Invoices' }).waitFor(),
  },
  {
    name: 'invoices, none found',
    path: '/ui/invoices?q=nobody-is-called-this',
    arrive: (page) => page.getByText('No invoice matches').waitFor(),
  },
  {
    name: 'invoices, to be generated',
    path: '/ui/invoices',
    arrive: async (page) => {
      await page.getByRole('button', { name: 'Generate' }).click();
      await page.getByRole('radio', { name: 'Named customers' }).click();
      await page.getByRole('textbox', { name: 'Customers' }).waitFor();
    },
  },
  {
    name: 'invoices, to be finalised',
    path: '/ui/invoices',
    arrive: async (page) => {
      await page.getByLabel('Choose all of these').check();
      await page.getByRole('button', { name: 'Finalise' }).click();
      await page.getByText('All of them or none').waitFor();
    },
  },
  {
    name: 'invoice, to be made void',
    path: '/ui/invoices?tab=final',
    arrive: async (page) => {
      await page.getByRole('table', { name: 'Invoices' }).getByRole('link').first().click();
      await page.getByRole('button', { name: 'Void…' }).click();
      await page.getByLabel('Reason').waitFor();
    },
  },
  {
    name: 'invoice in review',
    path: '/ui/invoices?tab=review',
    arrive: async (page) => {
      await page.getByRole('table', { name: 'Invoices' }).getByRole('link').first().click();
      await page.getByText('In review it stands still').waitFor();
    },
  },
  {
    name: 'invoice line, its calls',
    path: '/ui/invoices?tab=final',
    arrive: async (page) => {
      await page.getByRole('table', { name: 'Invoices' }).getByRole('link').first().click();
      await page.getByRole('table', { name: 'Lines' }).getByRole('button').first().click();
      await page.getByRole('table', { name: 'Calls of the line' }).waitFor();
    },
  },
  {
    name: 'credit notes',
    path: '/ui/invoices?tab=credits',
    arrive: (page) => page.getByRole('table', { name: 'Credit notes' }).waitFor(),
  },
  {
    name: 'invoices, handed over',
    path: '/ui/invoices?tab=handoffs',
    arrive: (page) => page.getByRole('table', { name: 'Handed over' }).waitFor(),
  },
  {
    name: 'how invoices come about',
    path: '/ui/settings?tab=billing',
    arrive: (page) => page.getByRole('table', { name: 'Test clocks' }).waitFor(),
  },
  {
    name: 'rate card',
    path: '/ui/rate-cards/Enterprise',
    arrive: (page) => page.getByText('Since ever').waitFor(),
  },
  {
    name: 'rate card, its next terms',
    path: '/ui/rate-cards/Enterprise',
    arrive: async (page) => {
      await page.getByRole('button', { name: 'New terms' }).click();
      await page.getByRole('radio', { name: 'Customer, last period' }).click();
      await page.getByLabel('Customer', { exact: true }).fill('acme-corp');
      await page.locator('[data-sum=Difference]').waitFor();
    },
  },
  {
    name: 'webhook, a delivery',
    path: '/ui/settings?tab=webhooks',
    arrive: async (page) => {
      await page.getByRole('link', { name: WEBHOOK }).click();
      await page.getByRole('table', { name: 'Deliveries' }).getByRole('button').click();
      await page.getByRole('heading', { name: 'Body' }).waitFor();
    },
  },
  {
    name: 'customer, their invoices and credit',
    path: '/ui/customers/acme-corp/billing',
    arrive: (page) => page.getByRole('table', { name: 'Credit grants' }).waitFor(),
  },
  {
    name: 'keys',
    path: '/ui/keys',
    arrive: (page) => page.getByRole('table', { name: 'API keys' }).waitFor(),
  },
  {
    name: 'keys, none unused',
    path: '/ui/keys?show=unused-30',
    arrive: (page) => page.getByText('No key matches').waitFor(),
  },
  {
    name: 'key',
    path: '/ui/keys',
    arrive: async (page) => {
      await page.getByRole('table', { name: 'API keys' }).getByRole('link').first().click();
      await page.getByRole('dialog', { name: 'API key' }).getByText('all time').first().waitFor();
    },
  },
  {
    name: 'key, edited',
    path: '/ui/keys',
    arrive: async (page) => {
      await page.getByRole('table', { name: 'API keys' }).getByRole('link').first().click();
      await page.getByRole('button', { name: 'Edit' }).click();
      await page.getByLabel('Bound to customer').waitFor();
    },
  },
  {
    name: 'key wizard',
    path: '/ui/keys',
    arrive: async (page) => {
      await page.getByRole('button', { name: 'Create key' }).click();
      await page.getByLabel('Name').fill('web');
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByLabel('Expires').waitFor();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByLabel('Budget in US dollars').waitFor();
    },
  },
  {
    name: 'teams',
    path: '/ui/people',
    arrive: (page) => page.getByRole('table', { name: 'Teams' }).waitFor(),
  },
  {
    name: 'team',
    path: '/ui/people',
    arrive: async (page) => {
      await page.getByRole('table', { name: 'Teams' }).getByRole('link').last().click();
      await page.getByRole('button', { name: 'Archive' }).waitFor();
    },
  },
  {
    name: 'users',
    path: '/ui/people?tab=users',
    arrive: (page) => page.getByRole('table', { name: 'Users' }).waitFor(),
  },
  {
    name: 'user',
    path: '/ui/people?tab=users',
    arrive: async (page) => {
      await page.getByRole('link', { name: 'ada@example.com' }).click();
      await page.getByRole('button', { name: 'Invitation link' }).click();
      await page.getByRole('button', { name: 'Copy the link' }).waitFor();
    },
  },
  {
    name: 'models and prices',
    path: '/ui/prices',
    arrive: (page) => page.getByRole('table', { name: 'Models' }).waitFor(),
  },
  {
    name: 'model, its history',
    path: '/ui/prices',
    arrive: async (page) => {
      await page.getByRole('link', { name: 'sim/gpt-4o-mini' }).click();
      await page.getByRole('list', { name: 'Price history' }).waitFor();
    },
  },
  {
    name: 'model, a quote',
    path: '/ui/prices',
    arrive: async (page) => {
      await page.getByRole('link', { name: 'sim/gpt-4o-mini' }).click();
      await page.getByRole('tab', { name: 'What a call costs' }).click();
      await page.getByRole('table', { name: 'The call, line by line' }).waitFor();
    },
  },
  {
    name: 'model, a price of its own',
    path: '/ui/prices',
    arrive: async (page) => {
      await page.getByRole('link', { name: 'sim/gpt-4o-mini' }).click();
      await page.getByRole('button', { name: 'Set price' }).click();
      await page.getByRole('button', { name: 'Another kind of price' }).click();
    },
  },
  {
    name: 'unpriced calls',
    path: '/ui/prices?tab=unpriced',
    arrive: (page) => page.getByRole('heading', { name: 'Unpriced calls' }).waitFor(),
  },
  {
    name: 'updates of prices',
    path: '/ui/prices?tab=updates',
    arrive: (page) => page.getByRole('heading', { name: 'Updates' }).waitFor(),
  },
  {
    name: 'corrections',
    path: '/ui/prices?tab=corrections',
    arrive: (page) => page.getByText('Nothing was corrected yet').waitFor(),
  },
  {
    name: 'what if',
    path: '/ui/prices?tab=what-if',
    arrive: async (page) => {
      await page.getByLabel('At the prices of the model').fill('openai/gpt-4o-mini');
      await page.getByRole('button', { name: 'Compare' }).click();
      await page.getByRole('table', { name: 'What if, by customer' }).waitFor();
    },
  },
  {
    name: 'price book',
    path: '/ui/prices?tab=book&provider=openai',
    arrive: (page) => page.getByRole('table', { name: 'Price book' }).waitFor(),
  },
  {
    name: 'account',
    path: '/ui/settings',
    arrive: (page) => page.getByRole('table', { name: 'Sessions' }).waitFor(),
  },
  {
    name: 'tokens',
    path: '/ui/settings?tab=tokens',
    arrive: (page) => page.getByRole('table', { name: 'API tokens' }).waitFor(),
  },
  {
    name: 'token, created',
    path: '/ui/settings?tab=tokens',
    arrive: async (page) => {
      await page.getByRole('button', { name: 'Create token' }).click();
      await page.getByLabel('Scope').waitFor();
    },
  },
  {
    name: 'audit log',
    path: '/ui/settings?tab=audit',
    arrive: (page) => page.getByRole('table', { name: 'Audit log' }).waitFor(),
  },
  {
    name: 'audit entry',
    path: '/ui/settings?tab=audit&q=issueApiKey',
    arrive: async (page) => {
      await page.getByRole('table', { name: 'Audit log' }).getByRole('button').last().click();
      await page.getByRole('dialog', { name: 'Audit entry' }).waitFor();
    },
  },
  {
    name: 'record of spend, reconciled',
    path: '/ui/settings?tab=reconcile',
    arrive: async (page) => {
      await page.getByText('Kept for 365 days').waitFor();
      await page.getByRole('button', { name: 'Run' }).click();
      await page.getByText('Everything agrees').waitFor();
      await page.getByRole('table', { name: 'Events of each budget = budget counters' }).waitFor();
    },
  },
  {
    name: 'range menu',
    path: '/ui/',
    arrive: async (page) => {
      await page.getByRole('button', { name: 'Range: Last 30 days' }).click();
      await page.getByRole('menuitemradio', { name: 'Today' }).waitFor();
    },
  },
];

/** Their second step asks again. */
const OPENED_BY_HAND = [
  'customer, a link to their portal',
  ...['call', 'key', 'key, edited', 'key wizard', 'team', 'user'],
  ...['budget, to be set', 'tier, to be changed'],
  ...['rate card, its next terms', 'webhook, a delivery'],
  ...['invoice, to be made void', 'invoice in review', 'invoice line, its calls'],
  ...['model, its history', 'model, a quote', 'model, a price of its own'],
];

test('the days of the page are those of the record in the zone of the server, to the last digit', async () => {
  const { page, open } = await openSignedIn(browser, server);
  await open('/ui/customers/acme-corp?range=90d');
  const days = page.getByRole('table', { name: 'Spend by day' }).locator('tbody tr');
  await days.first().waitFor();
  const shown = await days.evaluateAll((rows) =>
    rows.map((row) => [
      row.querySelector('th')?.title,
      row.querySelector('td data')?.getAttribute('value'),
    ]),
  );
  const zone = { customer: 'acme-corp', timeZone: 'America/New_York' };
  expect(Object.fromEntries(shown)).toEqual(await daysInSql(server.databaseUrl, zone));
  await page.context().close();
});

/** Also looked at on 320 pixels, which is 400 per cent of 1280: no screen scrolls sideways. */
const NARROW = { width: 375 };

describe.each([{ width: 1280 }, NARROW])('$width pixels wide', ({ width }) => {
  const options = { viewport: { width, height: 900 } };

  /** What is wrong with the page as it is now, in either theme. */
  async function problems(page: Page): Promise<string[]> {
    await show(page, 'light');
    const found = await accessibilityProblems(page);
    await show(page, 'dark');
    const inTheDark = await contrastProblems(page);
    return [...found, ...inTheDark.map((each) => `dark: ${each}`)];
  }

  async function show(page: Page, theme: 'light' | 'dark'): Promise<void> {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator(`html[data-theme=${theme}]`).waitFor();
    await page.evaluate(() =>
      Promise.allSettled(document.getAnimations().map((each) => each.finished)),
    );
  }

  test('the login can be read and used by everyone', async () => {
    const { page, open } = await openDashboard(browser, server, options);
    await open('/ui/login');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Enter your password.').waitFor();
    expect(await problems(page)).toEqual([]);
    await open('/ui/invitation#no-such-invitation');
    await page.getByLabel('Password').waitFor();
    expect(await problems(page)).toEqual([]);
    await page.context().close();
  });

  test('so can the portal of a customer', async () => {
    const { page, open, complaints } = await openDashboard(browser, server, options);
    await open((await portalLink(server, 'acme-corp')).path);
    await page.getByRole('table', { name: 'Spend by model' }).waitFor();
    expect(await problems(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
    await open('/ui/portal#tgl-half-of-a-link');
    await page.getByText('This is not a whole link').waitFor();
    expect(await problems(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  describe('signed in', () => {
    let dashboard: Dashboard;
    let asked = 0;
    const texts: unknown[] = [];
    beforeAll(async () => {
      dashboard = await openSignedIn(browser, server, options);
      dashboard.page.on('request', (request) => {
        if (!request.url().endsWith('/graphql') || request.method() !== 'POST') return;
        asked += 1;
        const { query } = request.postDataJSON();
        if (query !== undefined) texts.push(query);
      });
    });
    afterAll(() => dashboard?.context.close());

    test.each(SCREENS)('$name can be read and used by everyone', async (screen) => {
      const { page, open } = dashboard;
      await page.setViewportSize(options.viewport);
      asked = 0;
      await open(screen.path);
      await screen.arrive(page);
      // Cheap to read as well: a screen asks the server at most three times.
      if (!OPENED_BY_HAND.includes(screen.name)) expect(asked).toBeLessThanOrEqual(3);
      expect(await problems(page)).toEqual([]);
      expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
      if (width > NARROW.width) return;
      await page.setViewportSize({ width: 320, height: 640 });
      await eventually(() => sidewaysScroll(page), 0);
    });

    test('none of them makes the browser complain, and all of them ask by hashes', () => {
      expect(dashboard.complaints).toEqual([]);
      expect(texts).toEqual([]);
    });
  });
});

describe('a customer with a link to their portal', () => {
  const CUSTOMER = 'globex';
  const OWN = `{ usage(range: { preset: LAST_30_DAYS }, filter: { customers: ["${CUSTOMER}"] }) {
    totals { calls charge { amount } } } }`;

  /** As whoever runs Tollgate makes one for them. */
  async function linkFromDashboard(): Promise<string> {
    const { page, open, context } = await openSignedIn(browser, server);
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
    const { page, open, context } = await openDashboard(browser, server);
    await open(await linkFromDashboard());
    await page.getByRole('heading', { name: CUSTOMER }).waitFor();
    const figures = page.getByRole('region', { name: 'Last 30 days' });
    await figures.waitFor();
    expect(page.url()).toBe(`${server.url}/ui/portal`);
    expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);

    const { usage } = (await manage(server, OWN)) as unknown as {
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

    const { invoices } = (await manage(server, INVOICES)) as unknown as {
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
    expect(page.url()).toBe(`${server.url}/ui/portal`);
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByText('You have left your page').waitFor();
    await open('/ui/portal');
    await page.getByText('This page opens with a link').waitFor();
    await context.close();
  });

  test('is told when it was withdrawn, while they look and when they come back', async () => {
    const { page, open, context } = await openDashboard(browser, server);
    const { path, revoke } = await portalLink(server, CUSTOMER);
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

// The clocks of New York change within these days.
test.each<Question>([
  { search: 'range=90d&group=customer&top=5', range: { preset: 'LAST_90_DAYS' } },
  { search: 'range=90d&group=day', range: { preset: 'LAST_90_DAYS' } },
  {
    search: 'range=qtd&group=model&sub=customer&metric=calls&model=gpt-4o&without=TEAM',
    range: { preset: 'QUARTER_TO_DATE' },
    filter: { models: ['gpt-4o'], without: ['TEAM'] },
  },
])('usage of $search is the same on the page, over GraphQL and in the file', async (question) => {
  const dashboard = await openSignedIn(browser, server, { timezoneId: 'Asia/Kolkata' });
  const { page, graphql, csv } = await usageEverywhere(server, dashboard, question);
  expect(graphql.calls).toBeGreaterThan(0);
  expect(page).toEqual(graphql);
  expect(csv).toEqual(graphql);
  await dashboard.context.close();
});

test('the days and amounts are the same wherever the reader is', async () => {
  const readings = [];
  for (const timezoneId of ['UTC', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Kiritimati']) {
    const { page, open } = await openSignedIn(browser, server, { timezoneId });
    await open('/ui/?range=30d');
    await page.locator('figure svg[role=img]').waitFor();
    readings.push({
      ticks: await page.locator('figure svg text').allTextContents(),
      caption: await page.locator('figcaption').textContent(),
      spend: await page.getByRole('region', { name: 'Today' }).textContent(),
    });
    await page.context().close();
  }
  expect(readings[0]?.caption).toContain('America/New_York');
  for (const reading of readings) expect(reading).toEqual(readings[0]);
});

// The clocks of Los Angeles change on the 8th of March, in the other zones they never do.
test('twenty totals are the same on the page, in its file, over GraphQL, on the command line and in SQL, in four zones', async () => {
  const { databaseUrl, masterKey } = server;
  const until = new Date('2026-03-19T12:00:00Z');
  await writeHistory(databaseUrl, { days: 35, callsPerDay: 12, until });
  const zones = ['UTC', 'Asia/Kolkata', 'Asia/Kathmandu', 'America/Los_Angeles'];
  const servers = await Promise.all(
    zones.map((zone) =>
      startTollgate({ databaseUrl, masterKey, env: { TOLLGATE_TIME_ZONE: zone } }),
    ),
  );
  const dashboard = await openSignedIn(browser, server);
  const days = { first: '2026-02-27', last: '2026-03-17' };
  for (const [at, { url }] of servers.entries()) {
    const question = { databaseUrl, inZone: url, timeZone: zones[at] ?? '', ...days };
    const { sql, ...others } = await daysEverywhere(server, dashboard, question);
    expect(Object.keys(sql)).toHaveLength(20);
    expect(others).toEqual({ page: sql, csv: sql, graphql: sql, cli: sql });
  }
  // A page that is open would be waited for.
  await dashboard.context.close();
  await Promise.all(servers.map((each) => each.stop()));
});

test('time passes on a test clock a month at a time, and what it drafts says that nobody owes it', async () => {
  const { testClocks } = (await manage(server, '{ testClocks { nodes { id } } }')) as unknown as {
    testClocks: { nodes: [{ id: string }] };
  };
  const call = { model: 'gpt-4o', inputTokens: 1, outputTokens: 1, cost: '1.25' };
  const usage = [{ ...call, occurredAt: '2026-01-01T00:00:00Z' }];
  await manage(
    server,
    `mutation U($id: ID!, $usage: [TestUsageInput!]!) {
      recordTestUsage(id: $id, customer: "trial-enterprise", usage: $usage, idempotencyKey: "u") { recorded }
    }`,
    { id: testClocks.nodes[0].id, usage },
  );
  const { page, open, context, complaints } = await openSignedIn(browser, server);
  await open('/ui/settings?tab=billing');
  await page.getByRole('button', { name: 'A year of Enterprise' }).click();
  await page.getByLabel('Let time pass up to').fill('2026-03-02T00:00');
  await page.getByRole('button', { name: 'Advance' }).click();
  await page.getByText('1 draft made').waitFor();
  await page.getByRole('dialog').getByText('Mar 2, 2026, 00:00:00 UTC').waitFor();
  await page.getByRole('link', { name: 'trial-enterprise' }).click();
  await page.getByText('On the test clock A year of Enterprise').waitFor();
  await page.getByRole('table', { name: 'Invoices' }).getByRole('link').click();
  await page.getByText('nobody owes it').waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

import type { Page } from 'playwright-core';
import { WEBHOOK } from './invoices.ts';

/** A state of the dashboard that is looked at. */
export interface Screen {
  readonly name: string;
  readonly path: string;
  /** Brings the screen into the state that is looked at. */
  readonly arrive: (page: Page) => Promise<unknown>;
}

export const SCREENS: readonly Screen[] = [
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
export const OPENED_BY_HAND = [
  'customer, a link to their portal',
  ...['call', 'key', 'key, edited', 'key wizard', 'team', 'user'],
  ...['budget, to be set', 'tier, to be changed'],
  ...['rate card, its next terms', 'webhook, a delivery'],
  ...['invoice, to be made void', 'invoice in review', 'invoice line, its calls'],
  ...['model, its history', 'model, a quote', 'model, a price of its own'],
];

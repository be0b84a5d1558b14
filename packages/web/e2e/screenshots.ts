/**
 * Writes docs/images/*.png: `pnpm --filter @tollgate/web screenshots`. Needs the built server and
 * dashboard; starts a PostgreSQL and a server of its own and fills them with a made-up history.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { startTemporaryPostgres } from '../../server/test/testkit/embedded-postgres.ts';
import { startTollgate } from '../../server/test/testkit/start-tollgate.ts';
import { launchChromium } from './support/chromium.ts';
import { openDashboard, openSignedIn, type Server } from './support/dashboard.ts';
import { writeHistory } from './support/history.ts';
import { fillBudgets, fillPeople } from './support/manage.ts';

const IMAGES = fileURLToPath(new URL('../../../docs/images/', import.meta.url));
const DESKTOP = { width: 1360, height: 900 };
const PHONE = { width: 390, height: 844 };

/** Screens that are looked at as they open, by their path, with the table that has to be there. */
const TABLES = [
  ['budgets', 'Budgets'],
  ['keys', 'API keys'],
  ['people', 'Teams'],
  ['prices', 'Models'],
  ['settings', 'Sessions'],
] as const;

const postgres = await startTemporaryPostgres();
const dataDir = await mkdtemp(join(tmpdir(), 'tollgate-screenshots-'));
const server = await startTollgate({ databaseUrl: postgres.connectionString, dataDir });
const browser = await launchChromium();
try {
  await takeLogin(browser, server);
  await takeFirstRun(browser, server);
  await writeHistory(server.databaseUrl, { days: 60, callsPerDay: 160, until: new Date() });
  await fillPeople(server);
  await fillBudgets(server);
  for (const theme of ['light', 'dark'] as const) await takeScreens(browser, server, theme);
  await takePhone(browser, server);
} finally {
  await browser.close();
  await server.stop();
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function takeLogin(from: Browser, at: Server): Promise<void> {
  const { page, open } = await openDashboard(from, at, desktop('light'));
  await open('/ui/login');
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await take(page, 'login');
}

async function takeFirstRun(from: Browser, at: Server): Promise<void> {
  const { page } = await openSignedIn(from, at, desktop('light'));
  await page.getByText('Waiting for your first call').waitFor();
  await take(page, 'first-run');
}

async function takeScreens(from: Browser, at: Server, theme: 'light' | 'dark'): Promise<void> {
  const { page, open } = await openSignedIn(from, at, desktop(theme));
  await open('/ui/?by=model');
  await page.locator('figure svg[role=img]').waitFor();
  await page.locator('tr[data-call-id]').first().waitFor();
  await take(page, `overview-${theme}`);
  if (theme === 'dark') return;
  await open('/ui/customers');
  await page.getByRole('table', { name: 'Customers' }).waitFor();
  await take(page, 'customers');
  for (const [name, table] of TABLES) {
    await open(`/ui/${name}`);
    await page.getByRole('table', { name: table }).first().waitFor();
    await take(page, name);
  }
  await open('/ui/customers/acme-corp');
  await page.locator('figure svg[role=img]').waitFor();
  await page.locator('tr[data-call-id]').first().waitFor();
  await take(page, 'customer');
  await page.locator('tr[data-call-id] a').first().click();
  await page.getByRole('dialog', { name: 'Call' }).getByRole('table').waitFor();
  await take(page, 'call');
}

async function takePhone(from: Browser, at: Server): Promise<void> {
  const { page } = await openSignedIn(from, at, { viewport: PHONE, deviceScaleFactor: 2 });
  await page.locator('figure svg[role=img]').waitFor();
  await take(page, 'phone');
}

function desktop(colorScheme: 'light' | 'dark') {
  return { viewport: DESKTOP, deviceScaleFactor: 2, colorScheme };
}

async function take(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${IMAGES}${name}.png` });
}

import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

export interface Server {
  readonly url: string;
  readonly adminPassword: string;
}

export interface Dashboard {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained about since the page was opened. */
  readonly complaints: string[];
  open(path: string): Promise<void>;
}

/** A fresh browser profile at the dashboard, signed out. */
export async function openDashboard(
  browser: Browser,
  server: Server,
  options: BrowserContextOptions = {},
): Promise<Dashboard> {
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { width: 1280, height: 900 },
    locale: 'en-US',
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const complaints = listenForComplaints(page);
  const open = async (path: string) => {
    await page.goto(path);
  };
  return { page, context, complaints, open };
}

/** Signs in on the page that is open, which shows the login. */
export async function signIn(page: Page, { adminPassword }: Server): Promise<void> {
  await page.getByLabel('E-mail or login name').fill('admin');
  await page.getByLabel('Password').fill(adminPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page
    .getByRole('navigation', { name: 'Main' })
    .or(page.getByLabel('Menu'))
    .first()
    .waitFor();
}

/** A fresh browser profile that is signed in, at the overview. */
export async function openSignedIn(
  browser: Browser,
  server: Server,
  options: BrowserContextOptions = {},
): Promise<Dashboard> {
  const cookies = sessions.get(server) ?? (await startSession(browser, server));
  const dashboard = await openDashboard(browser, server, options);
  await dashboard.context.addCookies(cookies);
  await dashboard.open('/ui/');
  await dashboard.page.getByRole('button', { name: /^Range/ }).waitFor();
  return dashboard;
}

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

/** One session for each server: signing in is slow on purpose. */
const sessions = new WeakMap<Server, Cookies>();

async function startSession(browser: Browser, server: Server): Promise<Cookies> {
  const { page, context, open } = await openDashboard(browser, server);
  await open('/ui/login');
  await signIn(page, server);
  const cookies = await context.cookies();
  sessions.set(server, cookies);
  await context.close();
  return cookies;
}

function listenForComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => {
    const failure = request.failure()?.errorText ?? '';
    // A page that is left takes its requests with it.
    if (failure !== 'net::ERR_ABORTED') complaints.push(`${request.url()} ${failure}`);
  });
  return complaints;
}

/** Waits until `read` gives `expected`: figures arrive when the server has them. */
export async function eventually<Value>(
  read: () => Promise<Value>,
  expected: Value,
  patienceMs = 10_000,
): Promise<void> {
  await expect.poll(read, { timeout: patienceMs, interval: 50 }).toEqual(expected);
}

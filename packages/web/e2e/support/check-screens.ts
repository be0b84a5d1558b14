import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityProblems, contrastProblems, sidewaysScroll } from './accessibility.ts';
import { type Dashboard, eventually, openDashboard, openSignedIn } from './dashboard.ts';
import { withFilledServer } from './filled-server.ts';
import { portalLink } from './manage.ts';
import { OPENED_BY_HAND, SCREENS } from './screens.ts';

/** How wide the window is. `zoomed`: no screen scrolls sideways in one that wide either. */
export interface Widths {
  readonly width: number;
  readonly zoomed?: number;
}

/** The tests that hold for every screen: each can be read and used by everyone, in both themes, and is cheap. */
export function checkScreens({ width, zoomed }: Widths): void {
  const options = { viewport: { width, height: 900 } };
  const filled = withFilledServer();

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
    const { page, open } = await openDashboard(filled.browser, filled.server, options);
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
    const { page, open, complaints } = await openDashboard(filled.browser, filled.server, options);
    await open((await portalLink(filled.server, 'acme-corp')).path);
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
      dashboard = await openSignedIn(filled.browser, filled.server, options);
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
      if (zoomed === undefined) return;
      await page.setViewportSize({ width: zoomed, height: 640 });
      await eventually(() => sidewaysScroll(page), 0);
    });

    test('none of them makes the browser complain, and all of them ask by hashes', () => {
      expect(dashboard.complaints).toEqual([]);
      expect(texts).toEqual([]);
    });
  });
}

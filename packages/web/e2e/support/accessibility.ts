import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** The rules that ask for colours: all that can differ from one theme to the other. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** What axe finds on the page as it is now, one line for each place; empty when it finds nothing. */
export function accessibilityProblems(page: Page): Promise<string[]> {
  return violations(new AxeBuilder({ page }).withTags(STANDARDS));
}

/** The same, of colours alone: for the second theme of a page that was looked at whole in the first. */
export function contrastProblems(page: Page): Promise<string[]> {
  return violations(new AxeBuilder({ page }).withRules(OF_COLOURS));
}

async function violations(axe: AxeBuilder): Promise<string[]> {
  // Legacy means within the page. The other way is for frames, and opens a further page for each look.
  const results = await axe.setLegacyMode().analyze();
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
}

/** How far the page can be scrolled sideways, in pixels. Its tables scroll inside themselves. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import {
  type RunningTollgate,
  startTollgate,
} from '../../../server/test/testkit/start-tollgate.ts';
import { launchChromium } from './chromium.ts';
import { writeHistory } from './history.ts';
import { fillInvoices } from './invoices.ts';
import { lockedConfig } from './locked-config.ts';
import { fillBudgets, fillPeople } from './manage.ts';

/** What the tests of a file look at; there once they run. */
export interface FilledServer {
  readonly server: RunningTollgate;
  readonly browser: Browser;
}

/** A server in New York that has something to show on every screen, and a browser, for the tests around. */
export function withFilledServer(): FilledServer {
  const started: { server?: RunningTollgate; browser?: Browser } = {};
  const stack = new AsyncDisposableStack();
  beforeAll(async () => {
    const config = stack.adopt(await lockedConfig(), (each) => each.remove());
    started.server = stack.adopt(
      await startTollgate({
        config: config.path,
        env: { TOLLGATE_TIME_ZONE: 'America/New_York' },
      }),
      (each) => each.stop(),
    );
    await fill(started.server);
    started.browser = stack.adopt(await launchChromium(), (each) => each.close());
  });
  afterAll(() => stack.disposeAsync());
  return {
    get server() {
      return there(started.server);
    },
    get browser() {
      return there(started.browser);
    },
  };
}

function there<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('only tests and their hooks may ask for it');
  return part;
}

async function fill(server: RunningTollgate): Promise<void> {
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
}

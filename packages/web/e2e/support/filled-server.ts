import {
  type RunningTollgate,
  startTollgate,
} from '../../../server/test/testkit/start-tollgate.ts';
import { writeHistory } from './history.ts';
import { fillInvoices } from './invoices.ts';
import { lockedConfig } from './locked-config.ts';
import { fillBudgets, fillPeople } from './manage.ts';

/** A server in New York that has something to show on every screen. `remove` stops it. */
export async function startFilledServer(): Promise<{
  server: RunningTollgate;
  remove: () => Promise<void>;
}> {
  const config = await lockedConfig();
  const server = await startTollgate({
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
  return {
    server,
    async remove() {
      await server.stop();
      await config.remove();
    },
  };
}

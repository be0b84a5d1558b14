import { constants } from 'node:os';
import { createDeployments } from '../gateway/index.ts';
import { systemClock } from '../kernel/index.ts';
import { loadConfig } from '../platform/config/index.ts';
import { createLogger } from '../platform/log/index.ts';
import { DataDirectory } from './data-directory.ts';

/** What every command that works in the folder of the server starts from. */
export function commandContext() {
  const config = loadConfig(process.env, checkDeployments);
  return {
    config,
    data: new DataDirectory(config.dataDirectory),
    log: createLogger(config.logLevel),
    clock: systemClock,
  };
}

/** Told to stop, a command exits, and with it the database that it started: the bare signal would leave that running. */
export function exitWhenTold(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
}

/** Prices and addresses are judged by those who use them; where the simulated provider will be does not matter here. */
export function checkDeployments(
  ...[deployments, fallbackPrice]: Parameters<Parameters<typeof loadConfig>[1]>
) {
  return createDeployments(deployments, { simBaseUrl: 'http://simulated', fallbackPrice }).problems;
}

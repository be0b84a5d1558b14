import { writeSync } from 'node:fs';
import type { Clock } from '../../kernel/index.ts';
import { banner } from '../banner.ts';
import { print } from '../cli/print.ts';
import { type StartOptions, startServer } from '../start-server.ts';

/** After the calls: recording what they cost, and letting go of the database. */
const LAST_STEPS_MS = 40_000;

/**
 * Runs the server until it is told to stop; a second signal stops it at once. It ends in a known time:
 * not even a database that says nothing any more holds it.
 */
export async function runServe(options: StartOptions & { readonly clock: Clock }): Promise<void> {
  const stopped = untilSignal();
  const { unusedSettings } = options.config;
  if (unusedSettings.length > 0) {
    options.log.warn({ settings: unusedSettings }, 'settings that Tollgate does not use');
  }
  const server = await startServer(options);
  print(banner(server, options.config));
  await stopped;
  print('\n  Stopping: finishing calls and writing down what they cost …\n');
  const limitMs = options.config.shutdownGraceMs + LAST_STEPS_MS;
  setTimeout(giveUp, limitMs, limitMs).unref();
  await server[Symbol.asyncDispose]();
  process.exit(0);
}

/** What every call cost is in the journal by then, and is recorded at the next start. */
function giveUp(limitMs: number): void {
  writeSync(
    2,
    `tollgate: not everything could be stopped within ${limitMs / 1000} s: leaving it\n`,
  );
  process.exit(1);
}

function untilSignal(): Promise<void> {
  let signals = 0;
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        signals += 1;
        if (signals > 1) process.exit(130);
        resolve();
      });
    }
  });
}

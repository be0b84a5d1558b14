import { writeSync } from 'node:fs';
import type { Clock } from '../../kernel/index.ts';
import { banner } from '../banner.ts';
import { type StartOptions, startServer } from '../start-server.ts';

/** Runs the server until it is told to stop; a second signal stops it at once. */
export async function runServe(options: StartOptions & { readonly clock: Clock }): Promise<void> {
  const stopped = untilSignal();
  const server = await startServer(options);
  writeSync(1, banner(server, options.config));
  await stopped;
  writeSync(1, '\n  Stopping: finishing calls and writing down what they cost …\n');
  await server[Symbol.asyncDispose]();
  process.exit(0);
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

import { expect, test } from 'vitest';
import { createPool } from '../../src/platform/postgres/index.ts';
import { type RunningTollgate, startTollgate } from '../testkit/start-tollgate.ts';
import { startCountingUpstream } from './support/counting-upstream.ts';
import { untilShipped, writeConfig } from './support/metered-server.ts';
import { placeCall } from './support/place-call.ts';
import { NO_PROBLEMS, recount } from './support/recount.ts';
import { Gate, runLoad } from './support/run-load.ts';

const CALLS = 2_000;
const CONCURRENCY = 64;
/** Complete answers before each kill: early, on a warm server, and again soon after a restart. */
const KILLS = [137, 911, 1_024, 1_620];

test('case 40: a server killed again and again under load loses nothing, doubles nothing, and keeps every amount', async () => {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startCountingUpstream(), (each) => each.stop());
  const config = stack.adopt(await writeConfig(upstream.baseUrl), (each) => each.remove());
  const first = stack.adopt(await startTollgate({ config: config.path }), (each) => each.stop());
  const pool = stack.adopt(createPool(first.databaseUrl), (each) => each.end());
  let server: RunningTollgate = first;
  stack.defer(() => server.stop());
  const gate = new Gate();
  const kills = [...KILLS];
  const restart = async () => {
    await server.kill9();
    const { dataDir, databaseUrl, masterKey } = first;
    const port = Number(new URL(first.url).port);
    server = await startTollgate({ config: config.path, port, dataDir, databaseUrl, masterKey });
    gate.open();
  };
  let restarting = Promise.resolve();

  const observations = await runLoad({
    calls: CALLS,
    concurrency: CONCURRENCY,
    place: (call) => placeCall({ url: first.url, key: first.masterKey }, call),
    gate,
    onAnswer: (complete) => {
      if (kills.length === 0 || complete < (kills[0] ?? 0)) return;
      kills.shift();
      gate.close();
      restarting = restart();
    },
  });
  await restarting;
  await untilShipped(server.url);
  const { problems, figures } = await recount(pool, observations, upstream.received);

  console.log(`${KILLS.length} kills in ${CALLS} calls, ${CONCURRENCY} at once:`, figures);
  expect(problems).toEqual(NO_PROBLEMS);
  expect(kills).toEqual([]);
  expect(figures.complete).toBeGreaterThan(CALLS - KILLS.length * CONCURRENCY - 1);
  expect(figures.unknown).toBeGreaterThan(0);
});

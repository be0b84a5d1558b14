import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPool, type Pool } from '../../src/platform/postgres/index.ts';
import { createTestDatabase } from '../testkit/postgres.ts';
import { type RunningTollgate, startTollgate } from '../testkit/start-tollgate.ts';
import { type Outage, startTcpProxy, type TcpProxy } from '../testkit/tcp-proxy.ts';
import { type CountingUpstream, startCountingUpstream } from './support/counting-upstream.ts';
import { issueKey } from './support/issue-key.ts';
import { readiness, untilShipped, writeConfig } from './support/metered-server.ts';
import { type Observation, placeCall } from './support/place-call.ts';
import { NO_PROBLEMS, recount } from './support/recount.ts';
import { runLoad } from './support/run-load.ts';

let stack: AsyncDisposableStack;
let upstream: CountingUpstream;
let wire: TcpProxy;
let pool: Pool;
let databaseUrl: string;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  upstream = stack.adopt(await startCountingUpstream(), (each) => each.stop());
  const database = stack.adopt(await createTestDatabase(), (each) => each.drop());
  pool = stack.adopt(createPool(database.url), (each) => each.end());
  const { hostname, port } = new URL(database.url);
  wire = stack.adopt(await startTcpProxy({ host: hostname, port: Number(port) }), (each) =>
    each.stop(),
  );
  databaseUrl = wire.through(database.url);
});
afterEach(async () => {
  wire.restore();
  await stack.disposeAsync();
});

async function start(settings?: string): Promise<RunningTollgate> {
  const config = stack.adopt(await writeConfig(upstream.baseUrl, settings), (each) =>
    each.remove(),
  );
  return stack.adopt(await startTollgate({ config: config.path, databaseUrl }), (each) =>
    each.stop(),
  );
}

describe('case 41: while the database is away', () => {
  test.each<Outage>(['refused', 'silent', 'lost'])(
    '(%s) calls with known keys go on, and each is recorded once when it is back',
    async (outage) => {
      const server = await start();
      const issued = await issueKey(server);
      const load = (first: number, calls: number) =>
        runLoad({
          ...{ first, calls, concurrency: 32 },
          place: (call) =>
            placeCall({ url: server.url, key: call % 3 === 0 ? issued : server.masterKey }, call),
        });
      const before = await load(0, 100);

      wire.cut(outage);
      const during = await load(100, 400);
      const told = await readiness(server.url);
      wire.restore();
      const after = await load(500, 100);
      await untilShipped(server.url);

      const observations = [...before, ...during, ...after];
      const { problems, figures } = await recount(pool, observations, upstream.received);

      console.log(`database ${outage} for 400 of 600 calls:`, figures);
      expect(problems).toEqual(NO_PROBLEMS);
      expect(figures).toEqual({ complete: 600, broken: 0, events: 600, unknown: 0 });
      expect(told).toMatchObject({
        ...{ httpStatus: 200, status: 'degraded' },
        checks: { database: 'down', journal: { accepting: true } },
      });
      expect(told.checks.journal.unshippedBytes).toBeGreaterThan(0);
      await expect
        .poll(() => readiness(server.url))
        .toMatchObject({
          ...{ httpStatus: 200, status: 'ready' },
          checks: { database: 'up' },
        });
    },
  );

  test('a server that is killed meanwhile keeps what it has not shipped', async () => {
    const server = await start();
    const place = (call: number) => placeCall({ url: server.url, key: server.masterKey }, call);
    const before = await runLoad({ calls: 50, concurrency: 16, place });
    wire.cut('refused');
    const during = await runLoad({ first: 50, calls: 300, concurrency: 32, place });
    await server.kill9();
    wire.restore();
    const { dataDir, masterKey } = server;
    const again = stack.adopt(await startTollgate({ dataDir, databaseUrl, masterKey }), (each) =>
      each.stop(),
    );
    await untilShipped(again.url);
    const { problems, figures } = await recount(pool, [...before, ...during], upstream.received);
    expect(problems).toEqual(NO_PROBLEMS);
    expect(figures).toEqual({ complete: 350, broken: 0, events: 350, unknown: 0 });
  });

  test('a key that is not known cannot be judged, and no call is let through on it', async () => {
    const server = await start();
    wire.cut('refused');
    const seen = await placeCall({ url: server.url, key: 'sk-tg-never-seen' }, 1);
    expect(seen.status).toBe(503);
    expect(JSON.parse(seen.body)).toMatchObject({ error: { code: 'keys_unavailable' } });
    expect(upstream.received.size).toBe(0);
  });
});

describe('case 41: a journal that is full', () => {
  const SMALLEST = '{ journal: { max_bytes: 1000000 } }';

  test('lets no call through that it could not record, and loses none that it let through', async () => {
    const server = await start(SMALLEST);
    const place = (call: number) => placeCall({ url: server.url, key: server.masterKey }, call);
    wire.cut('refused');
    const during: Observation[] = [];
    const full = () => during.some((seen) => seen.status === 503);
    while (!full()) {
      during.push(...(await runLoad({ first: during.length, calls: 64, concurrency: 32, place })));
    }
    const told = await readiness(server.url);
    wire.restore();
    await untilShipped(server.url);

    const refused = during.filter((seen) => !seen.complete);
    expect(refused.every((seen) => seen.status === 503)).toBe(true);
    expect(JSON.parse(refused[0]?.body ?? '')).toMatchObject({
      error: { code: 'record_unavailable', type: 'server_error' },
    });
    expect(refused.some((seen) => upstream.received.has(seen.call))).toBe(false);
    expect(told).toMatchObject({ httpStatus: 503, checks: { journal: { accepting: false } } });
    const { problems, figures } = await recount(pool, during, upstream.received);
    console.log('journal of 1 MB filled while the database was away:', figures);
    expect(problems).toEqual(NO_PROBLEMS);
    expect(figures.events).toBe(figures.complete);
    await expect.poll(() => readiness(server.url)).toMatchObject({ httpStatus: 200 });
    expect(await place(900_001)).toMatchObject({ status: 200, complete: true });
  });

  test('has its room back once the database took what it was sent', async () => {
    const server = await start(SMALLEST);
    const place = (call: number) => placeCall({ url: server.url, key: server.masterKey }, call);
    const observations: Observation[] = [];
    // Together more than twice what it may hold; each wave alone less than half of it.
    for (let wave = 0; wave < 6; wave += 1) {
      const first = observations.length;
      observations.push(...(await runLoad({ first, calls: 250, concurrency: 16, place })));
      await untilShipped(server.url);
    }
    expect(observations.filter((seen) => !seen.complete)).toHaveLength(0);
    const { problems } = await recount(pool, observations, upstream.received);
    expect(problems).toEqual(NO_PROBLEMS);
  });
});

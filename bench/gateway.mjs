// What metering costs: Tollgate beside a proxy that does nothing but pass bytes on, and beside nginx.
// See README.md for what each figure means.
import { pathToFileURL } from 'node:url';
import { CORES, pinThisProcess, startPinned } from './lib/child.mjs';
import { cpuSeconds, peakMemoryMb } from './lib/cpu.mjs';
import { createDatabase } from './lib/database.mjs';
import { fixed, median, medians, table } from './lib/figures.mjs';
import { startNginxMock, startNginxProxy } from './lib/nginx.mjs';
import { readOptions } from './lib/options.mjs';
import { requestBody } from './lib/payloads.mjs';
import { machine, saveResults } from './lib/results.mjs';
import { StreamClient } from './lib/stream-load.mjs';
import { startTollgate } from './lib/tollgate.mjs';
import { loadWith } from './lib/wrk.mjs';

const DEFAULTS = { seconds: 2, rounds: 12, connections: 64, streams: 50, samples: 300 };
/**
 * What V8 compiles and the pages it asks for come first: with less, a server is measured while it starts. V8
 * goes by how often code was called, so a slow machine takes longer.
 */
const WARM_UP_SECONDS = 12;
const LONGEST_WARM_UP_SECONDS = 60;
const WARM_UP_CALLS = 80_000;
const WARM_UP_STREAMS = 2_000;
const WHOLE = '/v1/chat/completions';
const AT_ONCE = '/at-once/chat/completions';
const BARE = 'bare Node proxy';
const BAR = 0.5;
const UNCOUNTED_SAMPLES = 20;

/** Runs all parts, prints their tables and keeps the figures. Fails when a served call is not recorded. */
export async function benchGateway(args) {
  const options = readOptions(args, DEFAULTS);
  pinThisProcess(CORES.rest);
  await using stack = new AsyncDisposableStack();
  const use = (started) => stack.adopt(started, (each) => each.stop());
  const database = stack.adopt(await createDatabase(), (each) => each.drop());
  const mocks = await startMocks(use);
  // The same programs again, for Tollgate alone: what these answered must be in its record.
  const counted = await startMocks(use);
  const tollgate = use(
    await startTollgate({
      core: CORES.measured,
      databaseUrl: database.url,
      models: {
        bench: `${counted.whole.origin}/v1`,
        'bench-stream': `${counted.streamed.origin}/v1`,
        'bench-at-once': `${counted.streamed.origin}/at-once`,
      },
    }),
  );
  const setting = { options, mocks, counted, tollgate, database, use };
  const results = { machine: machine(), options, database: describe(database) };
  printSetting(results);
  results.whole = await measureWhole(setting);
  results.streamed = await measureStreams(setting);
  results.firstByte = await measureFirstByte(setting);
  results.record = await compareRecord(setting);
  await saveResults('gateway', results);
  if (results.record.difference !== 0) throw new Error('What was served is not what is recorded');
}

function describe({ kind, version }) {
  return { kind, version };
}

function printSetting({ machine, database, options }) {
  const { node, cpu, cores, loadAverage } = machine;
  console.log(
    `Node ${node} on ${cpu}, ${cores} cores, load average ${fixed(loadAverage, 2)} before`,
  );
  console.log(
    `Under test on core ${CORES.measured}; load, mock and PostgreSQL ${database.version} (${database.kind}) on core ${CORES.rest}`,
  );
  console.log(
    `${options.rounds} rounds of ${options.seconds} s, interleaved; medians, ratios too\n`,
  );
}

async function startMocks(use) {
  return {
    whole: use(await startNginxMock({ core: CORES.rest })),
    streamed: use(await startStreamMock()),
  };
}

async function startStreamMock() {
  const child = await startPinned({
    core: CORES.rest,
    command: process.execPath,
    args: [new URL('./lib/stream-mock.mjs', import.meta.url).pathname],
    ready: /listening on (\d+)/,
  });
  const origin = `http://127.0.0.1:${child.match[1]}`;
  const answered = async () => Number(await fetch(`${origin}/count`).then((r) => r.text()));
  return { ...child, origin, answered };
}

async function startBareProxy(origin) {
  const child = await startPinned({
    core: CORES.measured,
    command: process.execPath,
    args: [new URL('./lib/bare-proxy.mjs', import.meta.url).pathname, origin],
    ready: /listening on (\d+)/,
  });
  return { ...child, origin: `http://127.0.0.1:${child.match[1]}` };
}

/** The proxies before one upstream, and the upstream itself. Only Tollgate has something to settle afterwards. */
async function targetsBefore(mock, { tollgate, use }) {
  const bare = use(await startBareProxy(mock.origin));
  const nginx = use(await startNginxProxy({ core: CORES.measured, origin: mock.origin }));
  return [
    { name: 'mock, asked directly', pid: mock.pid, origin: mock.origin },
    { name: BARE, pid: bare.pid, origin: bare.origin },
    { name: 'Tollgate', pid: tollgate.pid, origin: tollgate.origin, meters: true },
    { name: 'nginx', pid: nginx.pid, origin: nginx.origin },
  ];
}

async function measureWhole(setting) {
  const { options, mocks, tollgate } = setting;
  const body = requestBody({ model: 'bench', stream: false });
  const targets = await targetsBefore(mocks.whole, setting);
  const load = ({ origin }, seconds) =>
    loadWith({
      core: CORES.rest,
      url: `${origin}${WHOLE}`,
      key: tollgate.key,
      body,
      connections: options.connections,
      seconds,
    }).then((report) => ({ ...report, calls: report.requests }));
  const figures = await inRounds(targets, load, { ...setting, warmUpCalls: WARM_UP_CALLS });
  printWhole(figures, options);
  return figures;
}

async function measureStreams(setting) {
  const { options, mocks, tollgate } = setting;
  const body = requestBody({ model: 'bench-stream', stream: true });
  const targets = await targetsBefore(mocks.streamed, setting);
  const load = async ({ origin }, seconds) => {
    const client = new StreamClient({ url: `${origin}${WHOLE}`, key: tollgate.key, body });
    const report = await client.load({ concurrency: options.streams, seconds });
    await client.close();
    return { calls: report.streams, perSecond: report.streams / report.seconds };
  };
  const figures = await inRounds(targets, load, { ...setting, warmUpCalls: WARM_UP_STREAMS });
  printStreams(figures, options);
  return figures;
}

/** Every target once per round, so that whatever else the machine does falls on all of them. */
async function inRounds(targets, load, setting) {
  const rounds = new Map(targets.map(({ name }) => [name, []]));
  for (const target of targets) await warmUp(target, load, setting);
  for (let round = 0; round < setting.options.rounds; round += 1) {
    for (const target of targets) {
      rounds.get(target.name).push(await measureOnce(target, load, setting));
    }
  }
  return targets.map(({ name, pid, meters = false }) => ({
    name,
    meters,
    ...medians(rounds.get(name)),
    peakMemoryMb: peakMemoryMb(pid),
    rounds: rounds.get(name),
  }));
}

async function warmUp(target, load, setting) {
  let calls = 0;
  for (let seconds = 0; seconds < LONGEST_WARM_UP_SECONDS; seconds += WARM_UP_SECONDS) {
    calls += (await loadAndSettle(target, load, WARM_UP_SECONDS, setting)).calls;
    if (calls >= setting.warmUpCalls) return;
  }
}

/** CPU is counted until the last call of the round is recorded, so that nothing is paid for later. */
async function measureOnce(target, load, setting) {
  const { database, options } = setting;
  const before = { target: cpuSeconds(target.pid), database: database.cpuSeconds() };
  const { calls, ...report } = await loadAndSettle(target, load, options.seconds, setting);
  const perCall = (seconds) => (seconds * 1e6) / calls;
  const figures = { ...report, cpuMicros: perCall(cpuSeconds(target.pid) - before.target) };
  if (!target.meters || before.database === null) return figures;
  return { ...figures, databaseCpuMicros: perCall(database.cpuSeconds() - before.database) };
}

async function loadAndSettle(target, load, seconds, setting) {
  const report = await load(target, seconds);
  return target.meters ? { ...report, ...(await untilShipped(setting)) } : report;
}

/** Waits until PostgreSQL has every event, and tells how far behind it was. */
async function untilShipped({ tollgate }) {
  const startedMs = performance.now();
  let backlogBytes;
  for (;;) {
    const answer = await fetch(`${tollgate.origin}/health/ready`).then((each) => each.json());
    const { unshippedBytes, openCalls } = answer.checks.journal;
    backlogBytes ??= unshippedBytes;
    if (unshippedBytes === 0 && openCalls === 0) {
      return { backlogBytes, shippedAfterMs: performance.now() - startedMs };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** One call at a time: what each proxy adds to the time until the first event is there. */
async function measureFirstByte(setting) {
  const { options, mocks, tollgate } = setting;
  const body = requestBody({ model: 'bench-at-once', stream: true });
  const targets = await targetsBefore(mocks.streamed, setting);
  const clients = targets.map(({ name, origin, meters }) => {
    const url = `${origin}${meters ? WHOLE : AT_ONCE}`;
    return { name, client: new StreamClient({ url, key: tollgate.key, body }), ms: [] };
  });
  for (let sample = -UNCOUNTED_SAMPLES; sample < options.samples; sample += 1) {
    for (const { client, ms } of clients) {
      const { firstEventMs } = await client.read();
      if (sample >= 0) ms.push(firstEventMs);
    }
  }
  await Promise.all(clients.map(({ client }) => client.close()));
  const direct = median(clients[0].ms);
  const figures = clients.map(({ name, ms }) => ({
    name,
    firstEventMs: median(ms),
    addedMs: median(ms) - direct,
  }));
  printFirstByte(figures, options);
  return figures;
}

/**
 * Served and recorded must be the same number. A caller that hangs up before its call reached the
 * upstream (the load ends with calls under way) leaves an event too, but nothing came back for it.
 */
async function compareRecord(setting) {
  await untilShipped(setting);
  const { whole, streamed } = setting.counted;
  const served = (await whole.answered()) + (await streamed.answered());
  const [{ recorded, neverServed }] = await setting.database.query(`
    select count(*) filter (where first_byte_ms is not null)::int as recorded,
      count(*) filter (where first_byte_ms is null)::int as "neverServed"
    from spend_event`);
  const record = { served, recorded, difference: recorded - served, neverServed };
  console.log(
    `Calls the mock answered for Tollgate ${fixed(served)}, recorded in PostgreSQL ${fixed(recorded)}, difference ${record.difference}`,
  );
  if (neverServed > 0) console.log(`(and ${neverServed} that hung up before they were served)`);
  return record;
}

function printWhole(figures, { connections }) {
  const bare = figures.find(({ name }) => name === BARE);
  const rows = figures.map((each) => [
    each.name,
    fixed(each.perSecond),
    timesBare(each, bare, 'perSecond'),
    fixed(each.cpuMicros, 1),
    timesBare(each, bare, 'cpuMicros'),
    fixed(each.databaseCpuMicros, 1),
    fixed(each.p50Ms, 1),
    fixed(each.p99Ms, 1),
    fixed(each.peakMemoryMb),
  ]);
  const header = [
    'whole answers',
    'calls/s',
    'to bare',
    'CPU µs/call',
    'to bare',
    'PostgreSQL µs/call',
  ];
  console.log(`Whole answers, ${connections} connections`);
  console.log(table([...header, 'p50 ms', 'p99 ms', 'peak MB'], rows));
  const tollgate = figures.find(({ meters }) => meters);
  const share = shareOf(tollgate, bare, 'perSecond');
  const verdict = share >= BAR ? 'met' : 'MISSED';
  console.log(
    `Tollgate / bare Node proxy = ${fixed(share, 2)}; the bar is ${BAR}: ${verdict}. ` +
      `PostgreSQL had everything ${fixed(tollgate.shippedAfterMs)} ms after the last call.\n`,
  );
}

function printStreams(figures, { streams }) {
  const bare = figures.find(({ name }) => name === BARE);
  const rows = figures.map((each) => [
    each.name,
    fixed(each.perSecond),
    fixed(each.cpuMicros / 1000, 2),
    timesBare(each, bare, 'cpuMicros'),
    fixed(each.databaseCpuMicros === undefined ? null : each.databaseCpuMicros / 1000, 2),
    fixed(each.peakMemoryMb),
  ]);
  const header = [
    'streams of 42 events',
    'streams/s',
    'CPU ms/stream',
    'to bare',
    'PostgreSQL ms',
    'peak MB',
  ];
  console.log(`Streams, ${streams} at a time, 5 ms between events`);
  console.log(`${table(header, rows)}\n`);
}

function printFirstByte(figures, { samples }) {
  const rows = figures.map((each) => [
    each.name,
    fixed(each.firstEventMs, 2),
    fixed(each.addedMs, 2),
  ]);
  console.log(`Time to the first event, one stream at a time, ${samples} of each`);
  console.log(`${table(['first event', 'median ms', 'added ms'], rows)}\n`);
}

/** Round by round, and of these the median: what the machine does meanwhile falls on both. */
function shareOf(each, bare, figure) {
  return median(each.rounds.map((round, i) => round[figure] / bare.rounds[i][figure]));
}

function timesBare(each, bare, figure) {
  return `${fixed(shareOf(each, bare, figure), 2)}×`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await benchGateway(process.argv.slice(2));
}

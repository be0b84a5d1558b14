// What reports cost on a large record, beside asking the raw events. See README.md for what each figure means.
import { pathToFileURL } from 'node:url';
import { measureExport } from './exports.mjs';
import { CORES, pinThisProcess, startPinned } from './lib/child.mjs';
import { memoryMb } from './lib/cpu.mjs';
import { createDatabase } from './lib/database.mjs';
import { fixed, median, table } from './lib/figures.mjs';
import { startNginxMock } from './lib/nginx.mjs';
import { readOptions } from './lib/options.mjs';
import { requestBody } from './lib/payloads.mjs';
import { CUSTOMER_LIST, SEARCH, USAGE } from './lib/reporting-questions.mjs';
import { fillRecord } from './lib/reporting-record.mjs';
import { machine, saveResults } from './lib/results.mjs';
import { startTollgate } from './lib/tollgate.mjs';
import { loadWith } from './lib/wrk.mjs';

const DEFAULTS = {
  events: 10_000_000,
  runs: 20,
  rows: 1_000_000,
  watchers: 2_000,
  seconds: 10,
  rounds: 3,
};
const BARS = { usage: 150, customers: 50, search: 200 };
const MOST_SLOWDOWN = 0.05;
const CONNECTIONS = 64;

/** Runs all parts, prints their tables and keeps the figures. */
export async function benchReporting(args) {
  const options = readOptions(args, DEFAULTS);
  await using stack = new AsyncDisposableStack();
  const use = (started) => stack.adopt(started, (each) => each.stop());
  const database = stack.adopt(await createDatabase(), (each) => each.drop());
  const mock = use(await startNginxMock({ core: CORES.rest }));
  const start = () =>
    startTollgate({
      core: CORES.measured,
      databaseUrl: database.url,
      models: { bench: `${mock.origin}/v1` },
    });
  await (await start()).stop();
  const results = { machine: machine(), options };
  console.log(
    `PostgreSQL ${database.version} (${database.kind}), ${results.machine.cores} cores\n`,
  );
  results.record = await fill(database, options);
  const tollgate = use(await start());
  const setting = { options, tollgate, database };
  results.usage = await compare('usage', USAGE, BARS.usage, setting);
  results.customers = await compare('customers', CUSTOMER_LIST, BARS.customers, setting);
  results.search = await compare('event search', SEARCH, BARS.search, setting);
  results.csv = await measureCsv(setting);
  results.live = await measureLive(setting);
  await saveResults('reporting', results);
}

async function fill(database, { events }) {
  const startedMs = performance.now();
  const record = await fillRecord(database.url, events);
  const million = record.events / 1e6;
  const mb = (bytes) => `${fixed(bytes / million / 1e6)} MB`;
  console.log(
    `${fixed(record.events)} events, ${fixed(record.rollups)} rollups, made in ${fixed((performance.now() - startedMs) / 1000)} s`,
  );
  console.log(
    `On disk per million events: ${mb(record.rows_bytes)} of rows, ${mb(record.index_bytes)} of their indexes, ${mb(record.rollup_bytes)} of rollups, ${mb(record.hour_bytes)} of sums by hour, ${mb(record.month_bytes)} of sums by customer and month\n`,
  );
  return record;
}

/** Each question so many times, one at a time; the raw events are asked as well, three times. */
async function compare(title, questions, barMs, { options, tollgate, database }) {
  const figures = [];
  for (const { name, query, naive } of questions) {
    await ask(tollgate, query);
    const times = [];
    for (let run = 0; run < options.runs; run += 1)
      times.push(await timed(() => ask(tollgate, query)));
    const raw = [];
    for (let run = 0; run < 3; run += 1) raw.push(await timed(() => database.query(naive)));
    const p95Ms = times.sort((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1];
    const rawMs = median(raw);
    figures.push({ name, p50Ms: median(times), p95Ms, rawMs, ratio: p95Ms / rawMs });
  }
  const over = figures.filter(({ p95Ms }) => p95Ms > barMs).length;
  console.log(`${title}: ${over} of ${figures.length} above the bar of ${barMs} ms\n`);
  const rows = figures.map(({ name, p50Ms, p95Ms, rawMs, ratio }) => [
    ...[name, fixed(p50Ms, 1), fixed(p95Ms, 1), fixed(rawMs, 1), fixed(ratio, 3)],
  ]);
  console.log(`${table([title, 'p50 ms', 'p95 ms', 'raw events ms', 'ratio'], rows)}\n`);
  return figures;
}

async function timed(work) {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

async function ask({ origin, key }, query) {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query }),
  });
  const { errors, data } = await response.json();
  if (errors) throw new Error(errors.map(({ message }) => message).join('\n'));
  return data;
}

async function measureCsv({ options, tollgate, database }) {
  const [idleMb, events] = [memoryMb(tollgate.pid), Math.min(options.rows, options.events)];
  const file = await measureExport({ tollgate, database, idleMb, name: 'events.csv', events });
  console.log(
    `events.csv: ${fixed(file.events)} events, ${fixed(file.bytes / 1e6)} MB in ${fixed(file.seconds, 1)} s; peak memory of the server ${file.overIdleMb} MB over idle\n`,
  );
  return file;
}

/** Throughput of the gateway with nobody watching and with so many, in turns. */
async function measureLive({ options, tollgate }) {
  pinThisProcess(CORES.rest);
  const load = (seconds) =>
    loadWith({
      core: CORES.rest,
      url: `${tollgate.origin}/v1/chat/completions`,
      key: tollgate.key,
      body: requestBody({ model: 'bench', stream: false }),
      connections: CONNECTIONS,
      seconds,
    });
  await load(3);
  const rounds = [];
  for (let round = 0; round < options.rounds; round += 1) {
    const alone = (await load(options.seconds)).perSecond;
    const watchers = await startWatchers(tollgate, options.watchers);
    const watched = (await load(options.seconds)).perSecond;
    await watchers.stop();
    rounds.push({ alone, watched });
  }
  const [alone, watched] = ['alone', 'watched'].map((name) => median(rounds.map((r) => r[name])));
  const slowdown = 1 - watched / alone;
  console.log(
    `${fixed(options.watchers)} watch live spend: ${fixed(watched)} calls/s beside ${fixed(alone)} with nobody, ${difference(slowdown)} (bar: ${MOST_SLOWDOWN * 100} % fewer)\n`,
  );
  return { alone, watched, slowdown, rounds };
}

function difference(slowdown) {
  return `${fixed(Math.abs(slowdown) * 100, 1)} % ${slowdown < 0 ? 'more' : 'fewer'}`;
}

function startWatchers({ origin, key }, count) {
  const script = new URL('./lib/live-watchers.mjs', import.meta.url).pathname;
  return startPinned({
    core: CORES.rest,
    command: process.execPath,
    args: [script, `${origin.replace('http', 'ws')}/graphql`, key, String(count)],
    ready: /watching/,
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await benchReporting(process.argv.slice(2));
}

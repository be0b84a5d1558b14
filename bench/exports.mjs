// What files of many events cost: time, and memory over that of the idle server. See README.md.
import { CORES, pinThisProcess } from './lib/child.mjs';
import { memoryMb, peakMemoryMb, resetPeakMemory } from './lib/cpu.mjs';
import { createDatabase } from './lib/database.mjs';
import { fixed, table } from './lib/figures.mjs';
import { readOptions } from './lib/options.mjs';
import { fillEvents } from './lib/reporting-record.mjs';
import { machine, saveResults } from './lib/results.mjs';
import { startTollgate } from './lib/tollgate.mjs';

const DEFAULTS = { rows: 1_000_000, heap: 160 };
const FILES = ['events.csv', 'events.jsonl', 'events_focus_1_2.csv'];
const PARTS = [0.1, 0.3, 1];
const BAR_MB = 60;

/** Each file at a tenth, three tenths and all of the events, from a server whose heap may not grow. */
export async function benchExports(args) {
  const options = readOptions(args, DEFAULTS);
  await using stack = new AsyncDisposableStack();
  const database = stack.adopt(await createDatabase(), (each) => each.drop());
  const nodeOptions = [`--max-old-space-size=${options.heap}`];
  const start = () =>
    startTollgate({ core: CORES.measured, databaseUrl: database.url, models: {}, nodeOptions });
  await (await start()).stop();
  await fillEvents(database.url, options.rows);
  const tollgate = stack.adopt(await start(), (each) => each.stop());
  pinThisProcess(CORES.rest);
  const idleMb = memoryMb(tollgate.pid);
  const files = [];
  for (const name of FILES) {
    for (const part of PARTS) {
      files.push(
        await measureExport({ tollgate, database, idleMb, name, events: options.rows * part }),
      );
    }
  }
  const rows = files.map(({ name, events, bytes, seconds, overIdleMb }) => [
    ...[name, fixed(events), fixed(bytes / 1e6), fixed(seconds, 1)],
    ...[fixed((seconds / events) * 1e6, 1), fixed(overIdleMb)],
  ]);
  const columns = ['file', 'events', 'MB', 's', 'µs an event', 'peak MB over idle'];
  console.log(`${table(columns, rows)}\n`);
  const most = Math.max(...files.map(({ overIdleMb }) => overIdleMb));
  console.log(
    `Idle: ${idleMb} MB, with at most ${options.heap} MB of old heap. Most over it: ${most} MB (bar: ${BAR_MB} MB)\n`,
  );
  await saveResults('exports', { machine: machine(), options, idleMb, files });
}

/** A file of about the latest so many events, whole days, and the peak of the server's memory while it is read. */
export async function measureExport({ tollgate, database, idleMb, name, events }) {
  const [{ since, count }] = await database.query(`
    with first as (select date_trunc('day', occurred_at) as day from spend_event
      order by occurred_at desc offset ${Math.max(0, Math.ceil(events) - 1)} limit 1)
    select day::date::text as since, (select count(*)::integer from spend_event where occurred_at >= day) as count
    from first`);
  resetPeakMemory(tollgate.pid);
  const startedMs = performance.now();
  const to = new Date().toISOString().slice(0, 10);
  const response = await fetch(`${tollgate.origin}/exports/${name}?from=${since}&to=${to}`, {
    headers: { authorization: `Bearer ${tollgate.key}` },
  });
  if (!response.ok) throw new Error(await response.text());
  let bytes = 0;
  for await (const chunk of response.body) bytes += chunk.length;
  const seconds = (performance.now() - startedMs) / 1000;
  const overIdleMb = peakMemoryMb(tollgate.pid) - idleMb;
  return { name, events: count, bytes, seconds, overIdleMb };
}

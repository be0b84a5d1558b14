// What a write-ahead record costs: Tollgate's segment files beside SQLite in WAL mode in a worker.
// See README.md for what each figure means.
import { randomUUIDv7 } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fixed, medians, table } from './lib/figures.mjs';
import { readOptions } from './lib/options.mjs';
import { machine, saveResults } from './lib/results.mjs';
import { serverModule } from './lib/server-package.mjs';
import { SqliteJournal } from './lib/sqlite-journal.mjs';

const DEFAULTS = { rounds: 3, records: 100_000, alone: 3_000 };
const TOGETHER = 256;
/** How long the shipper gathers records before it reads. */
const GATHER_MS = 25;

const { Journal } = await serverModule('platform/journal/index.js');

const CANDIDATES = [
  {
    name: 'segment files',
    open: async (options) => (await Journal.open({ ...options, maxBytes: 2 ** 40 })).journal,
  },
  { name: 'SQLite WAL in a worker', open: (options) => SqliteJournal.open(options) },
];

/** Every candidate in every setting, interleaved; prints the medians and keeps the figures. */
export async function benchJournal(args) {
  const options = readOptions(args, DEFAULTS);
  const cases = casesOf(options);
  for (const each of cases) await measure({ ...each, records: Math.ceil(each.records / 10) });
  for (let round = 0; round < options.rounds; round += 1) {
    for (const each of cases) each.rounds.push(await measure(each));
  }
  const figures = cases.map(({ name, durability, concurrency, records, rounds }) => ({
    ...{ name, durability, concurrency, records },
    ...medians(rounds),
    rounds,
  }));
  print(figures, options);
  await saveResults('journal', { machine: machine(), options, figures });
}

function casesOf({ records, alone }) {
  return ['process', 'fsync'].flatMap((durability) =>
    [1, TOGETHER].flatMap((concurrency) =>
      CANDIDATES.map((candidate) => ({
        ...candidate,
        durability,
        concurrency,
        records: concurrency === 1 ? alone : records,
        rounds: [],
      })),
    ),
  );
}

/** The whole life of a record: written, read back as the shipper reads, given up. */
async function measure({ open, durability, concurrency, records }) {
  const directory = await mkdtemp(join(tmpdir(), 'tollgate-bench-journal-'));
  const journal = await open({ directory, durability });
  const ids = Array.from({ length: records }, () => randomUUIDv7());
  const json = exampleRecord();
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  let next = 0;
  const writer = async () => {
    while (next < records) {
      const id = ids[next];
      next += 1;
      await journal.settle(id, json);
    }
  };
  await Promise.all([ship(journal, records), ...Array.from({ length: concurrency }, writer)]);
  const elapsedMs = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(cpu);
  await journal.close();
  await rm(directory, { recursive: true });
  return { perSecond: records / (elapsedMs / 1000), cpuMicros: (user + system) / records };
}

async function ship(journal, records) {
  for (let shipped = 0; shipped < records; ) {
    const batch = await journal.nextBatch();
    if (batch === null) await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    else {
      shipped += batch.records.length;
      await journal.acknowledge(batch);
    }
  }
}

/** The JSON of a spend event of usual size. Making it is not measured: both candidates need it. */
function exampleRecord() {
  return JSON.stringify({
    call_id: randomUUIDv7(),
    attempt: 1,
    occurred_at: '2026-03-01T12:00:00.000Z',
    duration_ms: 812,
    first_byte_ms: 240,
    route: 'chat.completions',
    status: 'succeeded',
    http_status: 200,
    error_code: null,
    streamed: false,
    customer_external_id: 'customer-0042',
    api_key_id: '0198c0de-0000-7000-8000-000000000001',
    model: 'gpt-4o-mini',
    provider: 'openai',
    upstream_model: 'gpt-4o-mini',
    tags: ['env:prod', 'feature:onboarding'],
    user_agent: 'OpenAI/JS 7.57.0',
    usage_source: 'reported',
    input_tokens: 812,
    cached_input_tokens: 0,
    cache_write_tokens: 0,
    output_tokens: 120,
    reasoning_tokens: 0,
    cost: '0.0001938',
    charge: '0.0001938',
    price_version: 'catalogue:openai/gpt-4o-mini',
    lines: [
      { kind: 'input', quantity: 812, unit_price: '0.00000015', amount: '0.0001218' },
      { kind: 'output', quantity: 120, unit_price: '0.0000006', amount: '0.000072' },
    ],
  });
}

function print(figures, { rounds }) {
  const rows = figures.map((each) => [
    each.name,
    each.durability,
    fixed(each.concurrency),
    fixed(each.perSecond),
    fixed(each.cpuMicros, 1),
  ]);
  const header = ['journal', 'durability', 'writers', 'records/s', 'CPU µs/record'];
  console.log(`Medians of ${rounds} rounds, interleaved; ${exampleRecord().length} bytes a record`);
  console.log(table(header, rows));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await benchJournal(process.argv.slice(2));
}

// How long a month's end takes: invoices of every customer from the record of spend, and what rounding
// them comes to. See README.md for what is loaded and what is counted.
import { randomBytes } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { createDatabase } from './lib/database.mjs';
import { fixed } from './lib/figures.mjs';
import { readOptions } from './lib/options.mjs';
import { machine, saveResults } from './lib/results.mjs';
import { serverModule } from './lib/server-package.mjs';

const DEFAULTS = { customers: 10_000, events: 10_000_000, models: 5 };
const MONTH_END = '2026-04-01T00:00:00Z';
const MONTH_SECONDS = 31 * 86_400;
const CONNECTIONS = 10;

const { createPool, migrate } = await serverModule('platform/postgres/index.js');
const { Sealer } = await serverModule('platform/sealing/index.js');
const { createBilling } = await serverModule('billing/index.js');

/** Loads a month of events, drafts every invoice and checks them against the record. */
export async function benchInvoices(args) {
  const options = readOptions(args, DEFAULTS);
  const database = await createDatabase();
  const pool = createPool(database.url, { max: CONNECTIONS });
  try {
    await migrate(database.url);
    const loadSeconds = await timed(() => load(database, options));
    console.log(`${fixed(options.events)} events loaded in ${fixed(loadSeconds, 1)} s`);
    const clock = { now: () => new Date(MONTH_END), monotonicMs: () => performance.now() };
    const sealer = new Sealer([{ id: 'bench', bytes: randomBytes(32) }]);
    const { drafts } = createBilling({ pool, clock, sealer });
    const cpuBefore = database.cpuSeconds();
    const ownBefore = process.cpuUsage();
    const seconds = await timed(() => drafts.generate([], null));
    const databaseCpu = cpuBefore === null ? null : database.cpuSeconds() - cpuBefore;
    const { user, system } = process.cpuUsage(ownBefore);
    const ownCpu = (user + system) / 1e6;
    const figures = {
      seconds,
      ownCpu,
      databaseCpu,
      loadSeconds,
      ...(await check(database, options)),
    };
    print(figures);
    await saveResults('invoices', { machine: machine(), options, figures });
  } finally {
    await pool.end();
    await database.drop();
  }
}

/**
 * Events as recording writes them, in order of time, customers and models in turn by a multiplication
 * that scatters them. Indexes are made once the rows are there, as a restored backup does.
 */
async function load({ query }, { customers, events, models }) {
  await query(`insert into customer (external_id, first_seen_at, last_seen_at)
    select 'customer-' || i, '2026-03-01', '2026-03-31' from generate_series(0, ${customers - 1}) as i`);
  await query(`select make_spend_month('2026-03-01')`);
  const indexes =
    await query(`select replace(indexdef, ' ON ONLY ', ' ON ') as text, indexname as name from pg_indexes
    where tablename = 'spend_event' and indexname <> 'spend_event_pkey'`);
  for (const { name } of indexes) await query(`drop index ${name}`);
  await query(`insert into spend_event (call_id, attempt, occurred_at, duration_ms, first_byte_ms, route,
      status, http_status, streamed, customer_external_id, model, provider, upstream_model, tags,
      usage_source, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens,
      reasoning_tokens, cost, charge, price_version, lines, sequence)
    select uuidv7(), 1, '2026-03-01'::timestamptz + i * interval '1 second' * ${MONTH_SECONDS / events},
      900, 200, 'chat.completions', 'succeeded', 200, false,
      'customer-' || (i * 7919 % ${customers}), 'model-' || (i * 31 / 7 % ${models}), 'openai', 'gpt-4o', '{}',
      'reported', 1000 + i % 977, i % 500, 0, 200 + i % 211, 0, cost, cost, 'bench', '[]', 1 + i / 200
    from generate_series(0::bigint, ${events - 1}) as i
      cross join lateral (select (2500000 * (1000 + i % 977) + 10000000 * (200 + i % 211)) * 1e-12 as cost) as priced`);
  await query(`update spend_sequence set sequence = 1 + ${events} / 200`);
  for (const { text } of indexes) await query(text);
  await query('vacuum analyze');
}

/** What was made, and whether it is what the record says. */
async function check({ query }, { customers, events }) {
  const [figures] = await query(`
    select count(*)::int as invoices, sum(calls)::bigint as calls,
      (select count(*)::int from invoice_line) as lines,
      max(abs(off))::text as "largestRounding", sum(off)::text as "sumOfRounding",
      (select sum(exact) from invoice_line) = (select sum(cost) from spend_event) as "addsUp"
    from (select i.calls, i.subtotal - (select sum(exact) from invoice_line l where l.invoice_id = i.id) as off
      from invoice i) as each`);
  const isRight =
    figures.addsUp &&
    figures.invoices === Math.min(customers, events) &&
    Number(figures.calls) === events &&
    Number(figures.largestRounding) <= 0.005;
  if (!isRight)
    throw new Error(`These invoices are not what the record says: ${JSON.stringify(figures)}`);
  return figures;
}

function print({ invoices, lines, seconds, ownCpu, databaseCpu, largestRounding, sumOfRounding }) {
  console.log(`
${fixed(invoices)} invoices of ${fixed(lines)} lines in ${fixed(seconds, 1)} s: ${fixed(invoices / seconds)} a second
CPU of Tollgate: ${fixed(ownCpu, 1)} s, of the database: ${fixed(databaseCpu, 1)} s
rounding: at most $${Number(largestRounding)} on an invoice, $${Number(sumOfRounding)} on all of them together`);
}

async function timed(work) {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1_000;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await benchInvoices(process.argv.slice(2));
}

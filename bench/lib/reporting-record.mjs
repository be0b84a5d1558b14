import { serverModule, serverPackage } from './server-package.mjs';

const MONTHS = 12;
const COLUMNS = `call_id, attempt, occurred_at, duration_ms, first_byte_ms, route, status, http_status,
  error_code, streamed, customer_external_id, api_key_id, team_id, user_id, model, provider, upstream_model,
  tags, usage_source, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
  cost, charge, price_version, lines, sequence`;

/** A customer calls with one key, a few models and a few sets of tags; few make most of the calls. */
const month = (from, count) => `
insert into spend_event (${COLUMNS})
select
  (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(hash, 1, 3) || '8'
    || substr(hash, 4, 15))::uuid, 1, at, took, took / 3, 'chat.completions', state,
  case state when 'failed' then 500 else 200 end, case state when 'failed' then 'upstream_error' end, c % 2 = 0,
  'customer-' || lpad(c::text, 6, '0'), ('00000000-0000-4000-8000-' || lpad((c % 200)::text, 12, '0'))::uuid,
  ('00000000-0000-4000-8000-' || lpad((c % 20)::text, 12, '1'))::uuid,
  ('00000000-0000-4000-8000-' || lpad((c % 50)::text, 12, '2'))::uuid,
  'model-' || m, 'provider-' || m % 4, 'model-' || m,
  case when variant = 0 then array['env:prod', 'feature:' || c % 30] else array['env:dev'] end, 'reported',
  input, 0, 0, output, 0, input * 0.000002 + output * 0.000008, input * 0.000002 + output * 0.000008, 'bench',
  jsonb_build_array(
    jsonb_build_object('kind', 'input', 'quantity', input, 'unit_price', '0.000002', 'amount', (input * 0.000002)::text),
    jsonb_build_object('kind', 'output', 'quantity', output, 'unit_price', '0.000008', 'amount', (output * 0.000008)::text)),
  1
from (
  select *, (c * 7 + (hash_number % 3)) % 12 as m,
    case when hash_number % 50 = 0 then 'failed' when hash_number % 97 = 0 then 'aborted' else 'succeeded' end as state,
    hash_number % 2 as variant, 50 + hash_number % 3000 as input, 1 + hash_number % 800 as output,
    200 + hash_number % 20000 as took
  from (
    select md5(g || '${from}') as hash, abs(hashint4(g)) as hash_number,
      floor(100000 * power(random(), 2))::integer as c,
      timestamptz '${from}' + random() * (timestamptz '${from}' + interval '1 month' - timestamptz '${from}') as at
    from generate_series(1, ${count}) as g
  ) as drawn
) as facts`;

/** Fills an empty database with calls as `fillRecord` does, and makes no rollups of them. */
export async function fillEvents(url, events) {
  const { Client } = serverPackage('pg');
  const client = new Client({ connectionString: url });
  await client.connect();
  await insertEvents((text) => client.query(text).then(({ rows }) => rows), events);
  await client.query('vacuum analyze spend_event');
  await client.end();
}

/** The indexes are built once the rows are there. */
async function insertEvents(run, events) {
  await run("set timezone to 'UTC'");
  await run('select setseed(0.5)');
  const indexes = await run(`select indexdef, indexname from pg_indexes
    where tablename = 'spend_event' and indexname not like '%pkey'`);
  for (const { indexname } of indexes) await run(`drop index ${indexname}`);
  const starts =
    await run(`select (date_trunc('month', now()) - n * interval '1 month')::date::text as day
    from generate_series(1, ${MONTHS}) as n order by 1`);
  for (const { day } of starts) {
    await run(`select make_spend_month('${day}')`);
    await run(month(`${day} 00:00:00Z`, Math.ceil(events / MONTHS)));
  }
  // Of a partitioned table PostgreSQL says ONLY, and would leave out the partitions.
  for (const { indexdef } of indexes) await run(indexdef.replace(' ON ONLY ', ' ON '));
  await run(`insert into customer (id, external_id, name, first_seen_at, last_seen_at)
    select gen_random_uuid(), customer_external_id, '', min(occurred_at), max(occurred_at)
    from spend_event group by 2 on conflict do nothing`);
}

/**
 * Fills an empty database with calls of 100,000 customers over the twelve months before this one, and
 * their rollups by the server's own means.
 */
export async function fillRecord(url, events) {
  const { Client } = serverPackage('pg');
  const client = new Client({ connectionString: url });
  await client.connect();
  const run = (text) => client.query(text).then(({ rows }) => rows);
  await insertEvents(run, events);
  const { createPool } = await serverModule('platform/postgres/index.js');
  const { rebuildRollups } = await serverModule('metering/index.js');
  const pool = createPool(url);
  await rebuildRollups(pool);
  await pool.end();
  await run('vacuum analyze');
  const sizes = await run(`
    select count(*)::integer as events,
      (select count(*)::integer from usage_rollup) as rollups,
      (select sum(pg_table_size(inhrelid))::bigint from pg_inherits where inhparent = 'spend_event'::regclass) as rows_bytes,
      (select sum(pg_indexes_size(inhrelid))::bigint from pg_inherits where inhparent = 'spend_event'::regclass) as index_bytes,
      (select pg_total_relation_size('usage_rollup') + pg_total_relation_size('usage_dimension')) as rollup_bytes,
      (select pg_total_relation_size('usage_hour') + pg_total_relation_size('usage_part')) as hour_bytes,
      (select pg_total_relation_size('customer_month')) as month_bytes
    from spend_event`);
  await client.end();
  return Object.fromEntries(Object.entries(sizes[0]).map(([name, value]) => [name, Number(value)]));
}

/** Rises by one per batch. The row lock it takes puts the batches of all replicas in one order, so they cannot deadlock. */
export const NEXT_SEQUENCE = `update spend_sequence set sequence = sequence + 1 returning sequence`;

/** Names the dimension of a row of `spend_event`. */
export const DIMENSION_DIGEST = `sha256(convert_to(jsonb_build_array(
  customer_external_id, api_key_id, team_id, user_id, model, provider, tags)::text, 'UTF8'))`;

/**
 * Records a batch: $1 is a JSON array of events, named as the columns are; $2 its sequence. Events already there are
 * passed over, and only new ones reach the rollups and totals. Returns how many were new and when
 * each customer was seen in them.
 */
export const RECORD_EVENTS = `
with recorded as (
  insert into spend_event (
    call_id, attempt, occurred_at, duration_ms, first_byte_ms, route, status, http_status, error_code,
    streamed, customer_external_id, api_key_id, team_id, user_id, model, provider, upstream_model, tags, user_agent,
    session_id, trace_id, client_call_id,
    usage_source, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens,
    reasoning_tokens, units, service_tier, region, cost, charge, price_version, lines, calls, sequence)
  select
    call_id, attempt, occurred_at, duration_ms, first_byte_ms, route, status, http_status, error_code,
    streamed, customer_external_id, api_key_id, team_id, user_id, model, provider, upstream_model, tags, user_agent,
    session_id, trace_id, client_call_id,
    usage_source, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens,
    reasoning_tokens, units, service_tier, region, cost, charge, price_version, lines, coalesce(calls, 1), $2
  from json_populate_recordset(null::spend_event, $1::json)
  on conflict do nothing
  returning *
), sums as (
  select
    ${DIMENSION_DIGEST} as digest,
    customer_external_id, api_key_id, team_id, user_id, model, provider, tags,
    date_bin('15 minutes', occurred_at, 'epoch') as bucket_start,
    sum(calls)::bigint as calls,
    coalesce(sum(calls) filter (where status = 'failed'), 0)::bigint as failed_calls,
    count(*) filter (where cost is null) as unpriced_calls,
    coalesce(sum(calls) filter (where usage_source = 'estimated'), 0)::bigint as estimated_calls,
    sum(input_tokens) as input_tokens,
    sum(cached_input_tokens) as cached_input_tokens,
    sum(cache_write_tokens) as cache_write_tokens,
    sum(output_tokens) as output_tokens,
    sum(reasoning_tokens) as reasoning_tokens,
    coalesce(sum(cost), 0) as cost,
    coalesce(sum(charge), 0) as charge
  from recorded
  group by customer_external_id, api_key_id, team_id, user_id, model, provider, tags, bucket_start
), new_dimensions as (
  insert into usage_dimension (digest, customer_external_id, api_key_id, team_id, user_id, model, provider, tags)
  select distinct on (digest) digest, customer_external_id, api_key_id, team_id, user_id, model, provider, tags
  from sums
  on conflict (digest) do nothing
  returning id, digest
), dimensions as (
  select id, digest from new_dimensions
  union all
  select id, digest from usage_dimension where digest in (select digest from sums)
), rolled_up as (
  insert into usage_rollup as rollup (
    dimension_id, bucket_start, calls, failed_calls, unpriced_calls, estimated_calls, input_tokens,
    cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost, charge)
  select
    dimensions.id, bucket_start, calls, failed_calls, unpriced_calls, estimated_calls, input_tokens,
    cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost, charge
  from sums join dimensions using (digest)
  on conflict (dimension_id, bucket_start) do update set
    calls = rollup.calls + excluded.calls,
    failed_calls = rollup.failed_calls + excluded.failed_calls,
    unpriced_calls = rollup.unpriced_calls + excluded.unpriced_calls,
    estimated_calls = rollup.estimated_calls + excluded.estimated_calls,
    input_tokens = rollup.input_tokens + excluded.input_tokens,
    cached_input_tokens = rollup.cached_input_tokens + excluded.cached_input_tokens,
    cache_write_tokens = rollup.cache_write_tokens + excluded.cache_write_tokens,
    output_tokens = rollup.output_tokens + excluded.output_tokens,
    reasoning_tokens = rollup.reasoning_tokens + excluded.reasoning_tokens,
    cost = rollup.cost + excluded.cost,
    charge = rollup.charge + excluded.charge
), used as (
  insert into api_key_use as known (api_key_id, last_used_at)
  select api_key_id, max(occurred_at) from recorded where api_key_id is not null group by 1
  on conflict (api_key_id) do update
    set last_used_at = greatest(known.last_used_at, excluded.last_used_at)
), totalled as (
  insert into customer_total as total (customer_external_id, calls, cost, charge)
  select customer_external_id, sum(calls), sum(cost), sum(charge)
  from sums where customer_external_id is not null
  group by customer_external_id
  on conflict (customer_external_id) do update set
    calls = total.calls + excluded.calls,
    cost = total.cost + excluded.cost,
    charge = total.charge + excluded.charge
)
select
  customer_external_id as "externalId",
  count(*) as calls,
  min(occurred_at) as "firstSeenAt",
  max(occurred_at) as "lastSeenAt"
from recorded
group by customer_external_id
order by customer_external_id`;

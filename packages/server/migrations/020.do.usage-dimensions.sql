-- Usage by status, endpoint and service tier as well, and how long calls took: rollups are made anew from
-- the record, which is their only source.

-- Where the classes of durations begin, in milliseconds: each a twentieth above the one before. Whole numbers
-- only, so that every server puts a call into the same class. The last begins after a day.
create function latency_floors() returns integer[] language sql immutable parallel safe as $$
  with recursive floors (ms) as (
    select 0
    union all
    select greatest(ms + 1, (ms::bigint * 21 / 20)::integer) from floors where ms < 86400000
  )
  select array_agg(ms order by ms) from floors
$$;

-- The lower end of the class that a duration belongs to.
create function latency_floor(duration_ms integer) returns integer language sql immutable parallel safe as $$
  select (latency_floors())[width_bucket(duration_ms, latency_floors())]
$$;

truncate usage_rollup, usage_dimension;

alter table usage_dimension
  add column status text not null,
  add column route text not null,
  add column service_tier text;

-- `latency_ms` are classes, `latency_calls` the calls in each: of calls that were answered.
alter table usage_rollup
  add column cache_hits bigint not null,
  add column latency_ms integer[] not null,
  add column latency_calls integer[] not null;

create temporary table sums on commit drop as
select
  sha256(convert_to(jsonb_build_array(customer_external_id, api_key_id, team_id, user_id, model, provider,
    tags, status, route, service_tier)::text, 'UTF8')) as digest,
  customer_external_id, api_key_id, team_id, user_id, model, provider, tags, status, route, service_tier,
  date_bin('15 minutes', occurred_at, 'epoch') as bucket_start,
  coalesce(sum(calls) filter (where adjustment = 0), 0)::bigint as calls,
  coalesce(sum(calls) filter (where adjustment = 0 and status = 'failed'), 0)::bigint as failed_calls,
  count(*) filter (where cost is null) - count(*) filter (where adjusts_unpriced) as unpriced_calls,
  coalesce(sum(calls) filter (where adjustment = 0 and usage_source = 'estimated'), 0)::bigint as estimated_calls,
  count(*) filter (where adjustment = 0 and calls = 1 and cached_input_tokens > 0) as cache_hits,
  sum(input_tokens) as input_tokens,
  sum(cached_input_tokens) as cached_input_tokens,
  sum(cache_write_tokens) as cache_write_tokens,
  sum(output_tokens) as output_tokens,
  sum(reasoning_tokens) as reasoning_tokens,
  coalesce(sum(cost), 0) as cost,
  coalesce(sum(charge), 0) as charge,
  coalesce(array_agg(latency_floor(duration_ms)) filter (
    where adjustment = 0 and status in ('succeeded', 'failed') and (duration_ms > 0 or first_byte_ms is not null)
  ), '{}') as latencies
from spend_event
group by customer_external_id, api_key_id, team_id, user_id, model, provider, tags, status, route,
  service_tier, bucket_start;

insert into usage_dimension (
  digest, customer_external_id, api_key_id, team_id, user_id, model, provider, tags, status, route, service_tier)
select distinct on (digest)
  digest, customer_external_id, api_key_id, team_id, user_id, model, provider, tags, status, route, service_tier
from sums;

insert into usage_rollup (
  dimension_id, bucket_start, calls, failed_calls, unpriced_calls, estimated_calls, cache_hits, input_tokens,
  cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost, charge, latency_ms, latency_calls)
select
  id, bucket_start, calls, failed_calls, unpriced_calls, estimated_calls, cache_hits, input_tokens,
  cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost, charge,
  tallied.classes, tallied.counts
from sums join usage_dimension using (digest)
  cross join lateral (
    select coalesce(array_agg(ms order by ms), '{}') as classes, coalesce(array_agg(calls order by ms), '{}') as counts
    from (select ms, count(*)::integer as calls from unnest(latencies) as ms group by ms) as class
  ) as tallied;

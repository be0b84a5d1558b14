import { addToCoarseSums } from './coarse-sums.ts';
import { addToRollups, DIMENSIONS_OF_SUMS, sumEvents } from './sum-events.ts';

/** Rises by one per batch. The row lock it takes puts the batches of all replicas in one order, so they cannot deadlock. */
export const NEXT_SEQUENCE = `update spend_sequence set sequence = sequence + 1 returning sequence`;

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
  ${sumEvents('recorded')}
), ${DIMENSIONS_OF_SUMS}, rolled_up as (
  ${addToRollups({ inOrder: false })}
), ${addToCoarseSums('sums')}, used as (
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

import type { Params } from '../../platform/postgres/index.ts';
import type { Interval } from '../range.ts';

/**
 * The events of a short range as rows with the columns of a dimension and of a rollup: what they add to
 * the rollups, event by event, so that the sums of both are the same.
 */
export function eventsAsRollups({ startsAt, endsAt }: Interval, params: Params): string {
  return `select customer_external_id, api_key_id, team_id, user_id, model, provider, tags, status, route,
      service_tier, occurred_at as bucket_start,
      case when adjustment = 0 then calls else 0 end as calls,
      case when adjustment = 0 and status = 'failed' then calls else 0 end as failed_calls,
      (cost is null)::int - adjusts_unpriced::int as unpriced_calls,
      case when adjustment = 0 and usage_source = 'estimated' then calls else 0 end as estimated_calls,
      (adjustment = 0 and calls = 1 and cached_input_tokens > 0)::int as cache_hits,
      input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
      coalesce(cost, 0) as cost, coalesce(charge, 0) as charge,
      case when timed then array[latency_floor(duration_ms)] else '{}' end as latency_ms,
      case when timed then array[1] else '{}' end as latency_calls
    from spend_event
      cross join lateral (
        select adjustment = 0 and status in ('succeeded', 'failed')
          and (duration_ms > 0 or first_byte_ms is not null) as timed
      ) as answered
    where occurred_at >= ${params.add(startsAt)}::timestamptz
      and occurred_at < ${params.add(endsAt)}::timestamptz`;
}

/** What a dimension is made of: each distinct combination is one row of `usage_dimension`. */
export const DIMENSIONS = `customer_external_id, api_key_id, team_id, user_id, model, provider, tags,
  status, route, service_tier`;

/** Names the dimension of a row of `spend_event`. */
export const DIMENSION_DIGEST = `sha256(convert_to(jsonb_build_array(${DIMENSIONS})::text, 'UTF8'))`;

/** How much there was of everything that is counted, in a rollup. */
export const COUNT_MEASURES = [
  'calls',
  'failed_calls',
  'unpriced_calls',
  'estimated_calls',
  'cache_hits',
  'input_tokens',
  'cached_input_tokens',
  'cache_write_tokens',
  'output_tokens',
  'reasoning_tokens',
] as const;

/** US dollars. */
export const AMOUNT_MEASURES = ['cost', 'charge'] as const;

/** Every figure of a rollup that is a plain sum. */
export const MEASURES = [...COUNT_MEASURES, ...AMOUNT_MEASURES] as const;

/**
 * The measures of rows of `spend_event`. An adjustment is a further row of a call and counts nothing;
 * imported rows stand for several calls, whose times and cache hits nobody knows.
 */
export const EVENT_SUMS = `
    coalesce(sum(calls) filter (where adjustment = 0), 0)::bigint as calls,
    coalesce(sum(calls) filter (where adjustment = 0 and status = 'failed'), 0)::bigint as failed_calls,
    count(*) filter (where cost is null) - count(*) filter (where adjusts_unpriced) as unpriced_calls,
    coalesce(sum(calls) filter (where adjustment = 0 and usage_source = 'estimated'), 0)::bigint as estimated_calls,
    count(*) filter (where adjustment = 0 and calls = 1 and cached_input_tokens > 0) as cache_hits,
    coalesce(sum(input_tokens), 0) as input_tokens,
    coalesce(sum(cached_input_tokens), 0) as cached_input_tokens,
    coalesce(sum(cache_write_tokens), 0) as cache_write_tokens,
    coalesce(sum(output_tokens), 0) as output_tokens,
    coalesce(sum(reasoning_tokens), 0) as reasoning_tokens,
    coalesce(sum(cost), 0) as cost,
    coalesce(sum(charge), 0) as charge`;

/** Sums rows of `spend_event` by dimension and quarter of an hour. */
export const sumEvents = (source: string) => `select
    ${DIMENSION_DIGEST} as digest, ${DIMENSIONS},
    date_bin('15 minutes', occurred_at, 'epoch') as bucket_start, ${EVENT_SUMS},
    coalesce(array_agg(latency_floor(duration_ms)) filter (
      where adjustment = 0 and status in ('succeeded', 'failed')
        and (duration_ms > 0 or first_byte_ms is not null)
    ), '{}') as latencies
  from ${source}
  group by ${DIMENSIONS}, bucket_start`;

/** Up to so many entries, classes of durations stand as they came: bringing them together costs more than they. */
const MOST_LATENCIES = 64;

/** Two arrays beside each other, classes of durations and calls of each, with each class once. */
const tally = (classes: string) => `
    select coalesce(array_agg(ms order by ms), '{}') as latency_ms,
      coalesce(array_agg(calls order by ms), '{}') as latency_calls
    from (select ms, sum(calls)::integer as calls from ${classes} group by ms) as class`;

/** Of an array with one entry for each call. */
const latenciesOf = (calls: string) => `lateral (
    select ${calls} as latency_ms, array_fill(1, array[cardinality(${calls})]) as latency_calls
    where cardinality(${calls}) <= ${MOST_LATENCIES}
    union all ${tally(`(select unnest(${calls}), 1) as call (ms, calls)`)}
    having cardinality(${calls}) > ${MOST_LATENCIES}
  ) as latency`;

const BOTH_MS = 'rollup.latency_ms || excluded.latency_ms';
const BOTH_CALLS = 'rollup.latency_calls || excluded.latency_calls';
const ADD_LATENCIES = `(latency_ms, latency_calls) = (
      select ${BOTH_MS}, ${BOTH_CALLS}
      where cardinality(rollup.latency_ms) + cardinality(excluded.latency_ms) <= ${MOST_LATENCIES}
      union all ${tally(`unnest(${BOTH_MS}, ${BOTH_CALLS}) as both_rows (ms, calls)`)}
      having cardinality(rollup.latency_ms) + cardinality(excluded.latency_ms) > ${MOST_LATENCIES})`;

/**
 * Adds the dimensions of `sums` that are new, and gives the ids of all of them. Whoever runs it holds
 * `spend_sequence`, so that none comes in between.
 */
export const DIMENSIONS_OF_SUMS = `known_dimensions as (
  select id, digest from usage_dimension where digest = any(array(select digest from sums))
), new_dimensions as (
  insert into usage_dimension (digest, ${DIMENSIONS})
  select distinct on (digest) digest, ${DIMENSIONS} from sums
  where digest not in (select digest from known_dimensions)
  order by digest
  returning id, digest
), dimensions as (
  select id, digest from known_dimensions
  union all
  select id, digest from new_dimensions
)`;

/** Adds `sums` to the rollups, `inOrder` if they come from more than one moment: reports read spans of time. */
export const addToRollups = ({
  inOrder,
}: {
  inOrder: boolean;
}) => `insert into usage_rollup as rollup (
    dimension_id, bucket_start, ${MEASURES.join(', ')}, latency_ms, latency_calls)
  select dimensions.id, bucket_start, ${MEASURES.join(', ')}, latency.latency_ms, latency.latency_calls
  from sums join dimensions using (digest) cross join ${latenciesOf('latencies')}
  ${inOrder ? 'order by bucket_start, dimensions.id' : ''}
  on conflict (dimension_id, bucket_start) do update set
    ${MEASURES.map((name) => `${name} = rollup.${name} + excluded.${name}`).join(',\n    ')},
    ${ADD_LATENCIES}`;

import { addToCoarseSums } from './coarse-sums.ts';
import { DIMENSION_DIGEST, DIMENSIONS, EVENT_SUMS } from './sum-events.ts';

/**
 * Records adjustments: $1 is a JSON array of them, $2 the run that makes them, $3 their sequence. Each becomes a row of
 * its call that counts nothing and whose amounts are differences; rollups and all other sums take them up.
 * Returns how many there were, and how many rollups and totals they concerned and reached.
 */
export const RECORD_ADJUSTMENTS = `
with given as (
  select * from jsonb_to_recordset($1::jsonb) as g(
    call_id uuid, attempt smallint, adjustment smallint, adjusts_unpriced boolean,
    cost numeric, charge numeric, price_version text, lines jsonb)
), recorded as (
  insert into spend_event
  select row.*
  from given g
    join spend_event e on e.call_id = g.call_id and e.attempt = g.attempt and e.adjustment = 0
    cross join lateral jsonb_populate_record(e, to_jsonb(g) || jsonb_build_object(
      'recorded_at', clock_timestamp(), 'sequence', $3::bigint, 'rerating_id', $2::uuid,
      'input_tokens', 0, 'cached_input_tokens', 0, 'cache_write_tokens', 0, 'output_tokens', 0,
      'reasoning_tokens', 0, 'units', null)) as row
  returning *
), sums as (
  select ${DIMENSION_DIGEST} as digest, ${DIMENSIONS},
    date_bin('15 minutes', occurred_at, 'epoch') as bucket_start, ${EVENT_SUMS}
  from recorded
  group by ${DIMENSIONS}, bucket_start
), rolled_up as (
  update usage_rollup as rollup set
    unpriced_calls = rollup.unpriced_calls + sums.unpriced_calls,
    cost = rollup.cost + sums.cost,
    charge = rollup.charge + sums.charge
  from sums join usage_dimension d using (digest)
  where rollup.dimension_id = d.id and rollup.bucket_start = sums.bucket_start
  returning 1
), ${addToCoarseSums('sums')}, totalled as (
  update customer_total as total set
    cost = total.cost + sums.cost,
    charge = total.charge + sums.charge
  from (
    select customer_external_id, sum(cost) as cost, sum(charge) as charge
    from sums where customer_external_id is not null group by 1
  ) as sums
  where total.customer_external_id = sums.customer_external_id
  returning 1
)
select
  (select count(*) from recorded) as recorded,
  (select count(*) from sums) - (select count(*) from rolled_up) as "missedRollups",
  (select count(distinct customer_external_id) from sums) - (select count(*) from totalled) as "missedTotals"`;

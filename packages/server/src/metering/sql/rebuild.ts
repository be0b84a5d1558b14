import { addToCoarseSums, ROLLUPS } from './coarse-sums.ts';
import { addToRollups, DIMENSIONS_OF_SUMS, sumEvents } from './sum-events.ts';

/**
 * Rows are deleted, not truncated: readers are not locked out. Of months whose events are gone the rollups
 * stay, since nothing could make them anew. Coarser sums are made of all rollups.
 */
export const REBUILD_STEPS: readonly string[] = [
  'delete from usage_rollup using spend_floor where bucket_start >= pruned_before',
  `delete from usage_dimension d
   where not exists (select from usage_rollup r where r.dimension_id = d.id)`,
  'delete from customer_total',
  `create temporary table sums on commit drop as ${sumEvents('spend_event')}`,
  'create index on sums (digest)',
  'analyze sums',
  `with ${DIMENSIONS_OF_SUMS} ${addToRollups({ inOrder: true })}`,
  `insert into customer_total (customer_external_id, calls, cost, charge)
   select customer_external_id, sum(calls), sum(cost), sum(charge)
   from (
     select customer_external_id, calls, cost, charge from sums
     union all
     select customer_external_id, calls, cost, charge from spend_carried
   ) as record
   where customer_external_id is not null group by customer_external_id`,
  'delete from usage_hour',
  'delete from customer_month',
  `with ${addToCoarseSums(ROLLUPS)} select`,
];

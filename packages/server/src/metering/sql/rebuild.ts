import { ADD_TO_ROLLUPS, DIMENSIONS_OF_SUMS, sumEvents } from './sum-events.ts';

/** Rows are deleted, not truncated: readers are not locked out. */
export const REBUILD_STEPS: readonly string[] = [
  'delete from usage_rollup',
  'delete from usage_dimension',
  'delete from customer_total',
  `create temporary table sums on commit drop as ${sumEvents('spend_event')}`,
  'create index on sums (digest)',
  'analyze sums',
  `with ${DIMENSIONS_OF_SUMS} ${ADD_TO_ROLLUPS}`,
  `insert into customer_total (customer_external_id, calls, cost, charge)
   select customer_external_id, sum(calls), sum(cost), sum(charge)
   from sums where customer_external_id is not null group by customer_external_id`,
];

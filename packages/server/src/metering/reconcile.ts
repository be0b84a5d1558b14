import { type Pool, withTransaction } from '../platform/postgres/index.ts';

/** Two ways to the same figure. `difference` is left - right; all three are decimal text. */
export interface ReconciliationCheck {
  readonly name: string;
  readonly left: string;
  readonly right: string;
  readonly difference: string;
  readonly ok: boolean;
}

export interface Reconciliation {
  readonly ok: boolean;
  readonly at: Date;
  readonly checks: readonly ReconciliationCheck[];
}

const MEASURES = [
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
  'cost',
  'charge',
] as const;

/** An adjustment is a further row of a call, not a call. Imported rows stand for several. */
const CALLS = 'coalesce(sum(calls) filter (where adjustment = 0), 0)';

const EVENT_SUMS = `
select
  ${CALLS}::numeric as calls,
  coalesce(sum(calls) filter (where adjustment = 0 and status = 'failed'), 0)::numeric as failed_calls,
  count(*) filter (where cost is null)::numeric
    - count(*) filter (where adjusts_unpriced) as unpriced_calls,
  coalesce(sum(calls) filter (where adjustment = 0 and usage_source = 'estimated'), 0)::numeric as estimated_calls,
  count(*) filter (where adjustment = 0 and calls = 1 and cached_input_tokens > 0)::numeric as cache_hits,
  coalesce(sum(input_tokens), 0) as input_tokens,
  coalesce(sum(cached_input_tokens), 0) as cached_input_tokens,
  coalesce(sum(cache_write_tokens), 0) as cache_write_tokens,
  coalesce(sum(output_tokens), 0) as output_tokens,
  coalesce(sum(reasoning_tokens), 0) as reasoning_tokens,
  coalesce(sum(cost), 0) as cost,
  coalesce(sum(charge), 0) as charge
from spend_event`;

const ROLLUP_SUMS = `
select ${MEASURES.map((measure) => `coalesce(sum(${measure}), 0) as ${measure}`).join(', ')}
from usage_rollup`;

const EVENTS_EQUAL_ROLLUPS = `
with event as (${EVENT_SUMS}), rollup as (${ROLLUP_SUMS})
${MEASURES.map(
  (measure) =>
    `select 'events = rollups: ${measure}' as name, event.${measure} as "left", rollup.${measure} as "right" from event, rollup`,
).join('\nunion all\n')}`;

const EVENTS_EQUAL_CUSTOMER_TOTALS = `
select 'events = customer totals + events without a customer: charge' as name,
  (select coalesce(sum(charge), 0) from spend_event) as "left",
  (select coalesce(sum(charge), 0) from customer_total)
    + (select coalesce(sum(charge), 0) from spend_event where customer_external_id is null) as "right"`;

/** Sums can agree while two customers are swapped: each customer is compared on its own as well. */
const EACH_CUSTOMER_AGREES = `
with event as (
  select customer_external_id, ${CALLS} as calls, coalesce(sum(cost), 0) as cost, coalesce(sum(charge), 0) as charge
  from spend_event where customer_external_id is not null group by 1
), rollup as (
  select customer_external_id, sum(calls) as calls, sum(cost) as cost, sum(charge) as charge
  from usage_rollup join usage_dimension on usage_dimension.id = dimension_id
  where customer_external_id is not null group by 1
)
select 'customers whose events, rollups and total differ' as name, count(*)::numeric as "left", 0::numeric as "right"
from event
full join rollup using (customer_external_id)
full join customer_total as total using (customer_external_id)
where (event.calls, event.cost, event.charge) is distinct from (rollup.calls, rollup.cost, rollup.charge)
   or (event.calls, event.cost, event.charge) is distinct from (total.calls, total.cost, total.charge)`;

/** The same for teams and for owners of keys, which have no total of their own. */
const eachAgrees = (column: 'team_id' | 'user_id', name: string) => `
select '${name} whose events and rollups differ' as name, count(*)::numeric as "left", 0::numeric as "right"
from (
  select coalesce(${column}::text, '') as key, ${CALLS} as calls, coalesce(sum(cost), 0) as cost, coalesce(sum(charge), 0) as charge
  from spend_event group by 1
) as event
full join (
  select coalesce(${column}::text, '') as key, sum(calls) as calls, sum(cost) as cost, sum(charge) as charge
  from usage_rollup join usage_dimension on usage_dimension.id = dimension_id group by 1
) as rollup using (key)
where (event.calls, event.cost, event.charge) is distinct from (rollup.calls, rollup.cost, rollup.charge)`;

/** Recounts the record of spend and compares it with everything derived from it, in one snapshot. */
export function reconcile(pool: Pool, at: Date): Promise<Reconciliation> {
  return withTransaction(
    pool,
    async (tx) => {
      const { rows } = await tx.query<ReconciliationCheck>(`
        select name, "left"::text as "left", "right"::text as "right",
          ("left" - "right")::text as difference, "left" = "right" as ok
        from ((${EVENTS_EQUAL_ROLLUPS})
          union all (${EVENTS_EQUAL_CUSTOMER_TOTALS})
          union all (${EACH_CUSTOMER_AGREES})
          union all (${eachAgrees('team_id', 'teams')})
          union all (${eachAgrees('user_id', 'users')})) as checks`);
      return { ok: rows.every((check) => check.ok), at, checks: rows };
    },
    'repeatable read, read only',
  );
}

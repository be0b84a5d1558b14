import type { Comparison } from '../../platform/postgres/index.ts';
import { PART_COLUMNS, ROLLUPS, sumCustomerMonths, sumParts } from './coarse-sums.ts';
import { EVENT_SUMS, MEASURES } from './sum-events.ts';

const columns = (prefix: string, of: (measure: string) => string) =>
  MEASURES.map((measure) => `${of(measure)} as ${prefix}_${measure}`).join(', ');

/** Everything that somebody may ask a total of, and the day. */
const PARTS = 'day, customer_external_id, model, api_key_id, team_id, user_id';
const PLACE = `concat_ws(', ', day::text, 'customer ' || customer_external_id, 'model ' || model,
  'API key ' || api_key_id, 'team ' || team_id, 'user ' || user_id) as "where"`;
const dayOf = (instant: string) => `(${instant} at time zone 'UTC')::date as day`;

/** Of a month whose events are no longer kept, the whole month is one day. */
const ROLLUP_DAY = `case when bucket_start < pruned_before
    then date_trunc('month', bucket_start at time zone 'UTC')::date
    else (bucket_start at time zone 'UTC')::date end as day`;

/** Days are those of UTC. */
export const EVENTS_AND_ROLLUPS: Comparison = {
  name: 'events = rollups',
  measures: MEASURES,
  sides: `
    select ${PLACE}, ${columns('left', (measure) => measure)}, ${columns('right', () => '0')}
    from (
      select ${PARTS}, ${EVENT_SUMS}
      from (select *, ${dayOf('occurred_at')} from spend_event) as event group by ${PARTS}
      union all
      select month, customer_external_id, model, api_key_id, team_id, user_id, ${MEASURES.join(', ')}
      from spend_carried
    ) as event
    union all
    select ${PLACE}, ${columns('left', () => '0')}, ${columns('right', (measure) => measure)}
    from (
      select ${PARTS}, ${MEASURES.map((measure) => `sum(${measure}) as ${measure}`).join(', ')}
      from (
        select *, ${ROLLUP_DAY}
        from usage_rollup join usage_dimension on usage_dimension.id = dimension_id, spend_floor
      ) as rollup group by ${PARTS}
    ) as rollup`,
};

export const EVENTS_AND_CUSTOMER_TOTALS: Comparison = {
  name: 'events of customers = customer totals',
  measures: ['calls', 'cost', 'charge'],
  sides: `
    select 'customer ' || customer_external_id as "where", calls as left_calls, 0 as right_calls,
      cost as left_cost, 0 as right_cost, charge as left_charge, 0 as right_charge
    from (
      select customer_external_id, ${EVENT_SUMS} from spend_event
      where customer_external_id is not null group by 1
      union all
      select customer_external_id, ${MEASURES.join(', ')} from spend_carried
      where customer_external_id is not null
    ) as event
    union all
    select 'customer ' || customer_external_id, 0, calls, 0, cost, 0, charge from customer_total`,
};

const LEFT = `${columns('left', (measure) => measure)}, ${columns('right', () => '0')}`;
const RIGHT = `${columns('left', () => '0')}, ${columns('right', (measure) => measure)}`;
const DAY = `date_trunc('day', bucket_start at time zone 'UTC')`;
const MONTH_PLACE = `concat_ws(', ', to_char(month at time zone 'UTC', 'YYYY-MM'),
  'customer ' || nullif(customer_external_id, '')) as "where"`;
const PART_PLACE = `concat_ws(', ', day::date::text, 'model ' || model, 'provider ' || provider, 'status ' || status,
  'endpoint ' || route, 'service tier ' || service_tier, 'API key ' || api_key_id, 'team ' || team_id,
  'user ' || user_id, 'tags ' || array_to_string(tags, ' ')) as "where"`;

/** Place by place of each level, in days of UTC: a call is counted once on each of the three. */
export const ROLLUPS_AND_HOURS: Comparison = {
  name: 'rollups on three levels = sums by hour',
  measures: MEASURES,
  sides: `
    select ${PART_PLACE}, ${LEFT}
    from (select *, span as day from (${sumParts(ROLLUPS, DAY)}) as part) as rollup
    union all
    select ${PART_PLACE}, ${RIGHT}
    from (
      select ${DAY} as day, ${PART_COLUMNS}, ${MEASURES.join(', ')}
      from usage_hour join usage_part on usage_part.id = part_id
    ) as part`,
};

export const ROLLUPS_AND_MONTHS: Comparison = {
  name: 'rollups = sums by month',
  measures: MEASURES,
  sides: `
    select ${MONTH_PLACE}, ${LEFT} from (${sumCustomerMonths(ROLLUPS)}) as rollup
    union all
    select ${MONTH_PLACE}, ${RIGHT} from (select *, bucket_start as month from customer_month) as sum`,
};

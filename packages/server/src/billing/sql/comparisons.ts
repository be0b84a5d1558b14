import type { Comparison } from '../../platform/postgres/index.ts';
import { METER, type MeterName } from './billed-calls.ts';

/** How a row of the record and the one invoice that bills it find each other. */
const IS_COVERED = `i.customer_external_id = e.customer and i.status <> 'VOID'
  and e.occurred_at < i.period_end and e.sequence <= i.until_sequence
  and (e.occurred_at >= i.covers_from or e.sequence > i.after_sequence)`;

const HAS_CALLS =
  'not exists (select from invoice_without_calls gone where gone.invoice_id = i.id)';

const CALLS = 'case when adjustment = 0 then calls else 0 end';

/** Every row of the record is on one invoice that holds, or is not billed. Calls that are gone are left out. */
export const EVENTS_AND_INVOICES: Comparison = {
  name: 'events of customers = invoices + unbilled',
  measures: ['calls', 'charge'],
  sides: `
    with event as (
      select customer_external_id as customer, occurred_at, coalesce(sequence, 0) as sequence,
        ${CALLS} as calls, coalesce(charge, 0) as charge
      from spend_event where customer_external_id is not null
    ), billed as materialized (
      select e.customer, i.id is not null as is_billed, sum(e.calls) as calls, sum(e.charge) as charge
      from event e left join invoice i on ${IS_COVERED} group by 1, 2
    )
    select 'customer ' || customer as "where", sum(calls) as left_calls, 0 as right_calls,
      sum(charge) as left_charge, 0 as right_charge
    from event group by customer
    union all
    select 'customer ' || customer, 0, case when is_billed then 0 else calls end, 0, charge from billed
    union all
    select 'customer ' || customer_external_id, 0, sum(calls), 0, 0
    from invoice where status <> 'VOID' group by customer_external_id
    union all
    select 'customer ' || customer_external_id, 0, -gone.calls, 0, 0
    from invoice_without_calls gone join invoice i on i.id = invoice_id where status <> 'VOID'`,
};

/** The meters that lines of single models are made with, and what the comparison calls them. */
const METERS = [
  ['cost', 'USD at cost'],
  ['input_tokens', 'Input tokens'],
  ['cached_input_tokens', 'Cached input tokens'],
  ['cache_write_tokens', 'Cache write tokens'],
  ['output_tokens', 'Output tokens'],
  ['requests', 'Requests'],
] as const satisfies readonly (readonly [string, MeterName])[];

const each = (of: (name: string, unit: MeterName) => string) =>
  METERS.map(([name, unit]) => of(name, unit)).join(', ');

const PLACE = `coalesce('invoice ' || i.number, 'draft from ' || i.period_start::date)
  || ', customer ' || i.customer_external_id || ', model '`;

/**
 * The usage that an invoice covers is the quantities of its lines. Whoever has no rate card is billed all of it
 * at cost; else it is told of the units that a model's lines are in. Tiers and packages are of several models
 * together, and are not among these; nor are invoices whose calls are no longer all kept.
 */
export const USAGE_AND_LINES: Comparison = {
  name: 'usage of invoices = quantities of their lines',
  measures: METERS.map(([name]) => name),
  sides: `
    with line as materialized (
      select invoice_id, model, period_start, period_end,
        ${each((name, unit) => `bool_or(unit = '${unit}') as by_${name}`)},
        ${each((name, unit) => `coalesce(sum(quantity) filter (where unit = '${unit}'), 0) as ${name}`)}
      from invoice_line where kind = 'USAGE' and model is not null
      group by 1, 2, 3, 4
    ), event as (
      select customer_external_id as customer, model, occurred_at, coalesce(sequence, 0) as sequence,
        ${each((name, unit) => `${METER[unit]} as ${name}`)}
      from spend_event where customer_external_id is not null
    ), used as (
      select i.id, e.model,
        ${each((name) => `sum(e.${name}) filter (where l.by_${name}${name === 'cost' ? ' or is_at_cost' : ''}) as ${name}`)}
      from event e join invoice i on ${IS_COVERED} and ${HAS_CALLS}
        left join line l on l.invoice_id = i.id and l.model = e.model
          and e.occurred_at >= l.period_start and e.occurred_at < l.period_end
        cross join lateral (
          select i.rate_card = 'null' and e.occurred_at >= i.period_start as is_at_cost) as terms
      group by 1, 2
    )
    select ${PLACE} || used.model as "where",
      ${each((name) => `coalesce(${name}, 0) as left_${name}, 0 as right_${name}`)}
    from used join invoice i using (id)
    union all
    select ${PLACE} || line.model, ${each((name) => `0, line.${name}`)}
    from line join invoice i on i.id = invoice_id where i.status <> 'VOID' and ${HAS_CALLS}`,
};

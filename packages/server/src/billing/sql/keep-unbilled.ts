import type { Retainer } from '../../metering/index.ts';
import type { Queryable } from '../../platform/postgres/index.ts';

/** Invoice `i` has the last word on what it bills: it is final, or void without another in its place. */
const SETTLED = `i.finalised_at is not null
  and not (i.status = 'VOID' and exists (select from invoice r where r.replaces = i.id))`;

/** Invoice `i` bills row `e`: told where the table `invoice` is made. */
const COVERS = `i.customer_external_id = e.customer_external_id and e.occurred_at < i.period_end
  and coalesce(e.sequence, 0) <= i.until_sequence
  and (e.occurred_at >= i.covers_from or coalesce(e.sequence, 0) > i.after_sequence)`;

/** Of most customers one invoice bills the whole month: the others are looked at row by row. */
const UNBILLED_CUSTOMER = `
with billed as (
  select customer_external_id from billing_profile union select customer_external_id from invoice
  union select customer_external_id from prepaid_wallet
), used as (
  select customer_external_id, min(occurred_at) as first_at, max(occurred_at) as last_at,
    max(coalesce(sequence, 0)) as last_sequence
  from spend_event
  where occurred_at >= $1 and occurred_at < $2
    and customer_external_id in (select customer_external_id from billed)
  group by 1
), unclear as (
  select customer_external_id from used u where not exists (
    select from invoice i
    where i.customer_external_id = u.customer_external_id and ${SETTLED}
      and u.first_at >= i.covers_from and u.last_at < i.period_end
      and u.last_sequence <= i.until_sequence)
)
select e.customer_external_id as customer
from unclear join spend_event e using (customer_external_id)
where e.occurred_at >= $1 and e.occurred_at < $2
  and not exists (select from invoice i where ${SETTLED} and ${COVERS})
limit 1`;

/** A late call is rated with all of its period. */
const UNFINISHED_PERIOD = `
select number from invoice
where finalised_at is not null and status <> 'VOID' and period_start < $1 and period_end > $2
limit 1`;

/** Late rows only if it was the first to bill some of what was recorded until then. */
const REMEMBER_INVOICES = `
insert into invoice_without_calls as known (invoice_id, calls)
select i.id, billed.calls
from invoice i cross join (
  select max(coalesce(sequence, 0)) as last_sequence from spend_event
  where occurred_at >= $1 and occurred_at < $2
) as month cross join lateral (
  select count(*) as rows, coalesce(sum(e.calls) filter (where e.adjustment = 0), 0)::bigint as calls
  from spend_event e where e.occurred_at >= $1 and e.occurred_at < $2 and ${COVERS}
) as billed
where i.period_end > $1 and (i.covers_from < $2 or i.after_sequence < month.last_sequence)
  and billed.rows > 0
on conflict (invoice_id) do update set calls = known.calls + excluded.calls`;

/**
 * Keeps the calls of customers who are billed until they are, and until their whole period may go. Who
 * has neither a profile, an invoice nor a wallet is not billed.
 */
export const UNBILLED_CALLS: Retainer = {
  lock: async (tx) => {
    await tx.query('lock table invoice, billing_profile, prepaid_wallet in share mode');
  },
  needs: async (tx, { startsAt, endsAt }, before) => {
    const customer = await first(tx, UNBILLED_CUSTOMER, [startsAt, endsAt]);
    if (customer !== null) return `calls of ${customer} are not billed yet`;
    const number = await first(tx, UNFINISHED_PERIOD, [endsAt, before]);
    return number === null ? null : `the period of invoice ${number} goes on`;
  },
  letGo: async (tx, { startsAt, endsAt }) => {
    await tx.query(REMEMBER_INVOICES, [startsAt, endsAt]);
  },
};

async function first(tx: Queryable, text: string, values: readonly Date[]) {
  const { rows } = await tx.query<Record<string, string>>(text, [...values]);
  return rows[0] === undefined ? null : String(Object.values(rows[0])[0]);
}
